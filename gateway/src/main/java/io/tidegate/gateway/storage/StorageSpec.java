package io.tidegate.gateway.storage;

import io.tidegate.gateway.config.Token;
import io.tidegate.gateway.storage.s3.S3Options;
import java.nio.file.Path;
import java.util.regex.Pattern;

/// A storage profile as somebody wants it. Immutable.
///
/// @param name by which spaces and routes name it
/// @param uploads at once, 1 to [#MAX_UPLOADS]
public record StorageSpec(String name, PathPattern pattern, int uploads, Place place) {
  /// Where it goes where nobody says where: a folder of the gateway's own, unless another profile
  /// has this name.
  public static final String USUAL = "default";

  public static final int MAX_UPLOADS = 16;
  public static final int USUAL_UPLOADS = 2;

  /// As spaces name them.
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

  /// What kind of place.
  public sealed interface Place permits Local, S3 {
    /// As documents write it.
    String type();
  }

  /// @param folder absolute, or relative to the gateway's own `storage`
  public record Local(Path folder) implements Place {
    @Override
    public String type() {
      return "local";
    }
  }

  /// A bucket of any server that speaks S3.
  public record S3(S3Options options) implements Place {
    @Override
    public String type() {
      return "s3";
    }
  }

  public StorageSpec {
    if (!isName(name) || uploads < 1 || uploads > MAX_UPLOADS) {
      throw new IllegalArgumentException("not a storage profile: " + name);
    }
  }

  public static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  /// [Token#NONE] where the place needs none.
  public Token secret() {
    return switch (place) {
      case Local _ -> Token.NONE;
      case S3 s3 -> s3.options().keys().secret();
    };
  }

  /// The same with another secret, where the place needs one.
  public StorageSpec withSecret(Token secret) {
    return switch (place) {
      case Local _ -> this;
      case S3 s3 ->
          new StorageSpec(name, pattern, uploads, new S3(s3.options().withSecret(secret)));
    };
  }
}
