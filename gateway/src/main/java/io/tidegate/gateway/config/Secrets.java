package io.tidegate.gateway.config;

import io.tidegate.media.Nullable;
import java.io.IOException;
import java.util.Map;

/// Secrets, wherever they stand: as they are (`x`, `TIDEGATE_X`), or as the name of a file that
/// holds them (`x-file`, `TIDEGATE_X_FILE`). Every key of kind [Kind.Secret] has both forms.
final class Secrets {
  /// A long key in PEM is a tenth of this; more is the wrong file.
  private static final int MAX_BYTES = 64 << 10;

  /// Of a key whose value is the name of a file.
  static final String FILE_SUFFIX = "-file";

  private Secrets() {}

  /// The key of the other form.
  static String filePath(String path) {
    return path + FILE_SUFFIX;
  }

  /// The environment wins over the file in whatever form: a form of `overrides` takes the other one
  /// of `values` away. Both in one place remain for [#read] to refuse.
  static void override(String path, Map<String, Value> values, Map<String, Value> overrides) {
    if (overrides.containsKey(path) || overrides.containsKey(filePath(path))) {
      values.remove(path);
      values.remove(filePath(path));
    }
  }

  /// The secret at `path`, [Token#NONE] when nobody gives it.
  static Token read(String path, Map<String, Value> values) throws ConfigException {
    return read(values.get(path), values.get(filePath(path)));
  }

  /// @param plain the secret itself
  /// @param file the name of its file
  static Token read(@Nullable Value plain, @Nullable Value file) throws ConfigException {
    if (file == null || file.isEmpty()) {
      return plain == null ? Token.NONE : new Token(plain.text());
    }
    if (plain != null && !plain.isEmpty()) {
      throw file.expected("a secret or its file, not both; the secret is at " + plain.where());
    }
    return new Token(content(file));
  }

  private static String content(Value file) throws ConfigException {
    String text;
    try {
      text = TextFile.read(file.text(), MAX_BYTES).strip();
    } catch (IOException unreadable) {
      throw file.expected("a readable file: " + file.text() + ": " + unreadable.getMessage());
    }
    if (text.isEmpty()) {
      throw file.expected("a file with a secret in it: " + file.text() + " is empty");
    }
    if (!Kind.isOneLine(text)) {
      throw file.expected("a file with one line in it: " + file.text() + " has more");
    }
    return text;
  }
}
