package io.tidegate.cluster.join;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serial;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What is asked and answered while a node joins: a word and fields, a line each, and an empty line
/// after the last. UTF-8, `\n`. Immutable.
///
/// @param verb what is wanted, or how it went
/// @param fields in their order; a name may come more than once
public record Message(String verb, List<Field> fields) {
  /// Of a cluster with a thousand nodes.
  static final int MAX_BYTES = 256 << 10;

  /// The other end went before it was whole.
  static final class EarlyEndException extends ProtocolException {
    @Serial private static final long serialVersionUID = 1;

    EarlyEndException() {
      super("the message ends too early");
    }
  }

  /// A name and a value, neither with a line end.
  public record Field(String name, String value) {
    public Field {
      if (name.isEmpty()
          || name.contains(":")
          || (name + value).chars().anyMatch(c -> c < ' ' && c != '\t')) {
        throw new IllegalArgumentException("not a field: " + name);
      }
    }
  }

  public Message {
    fields = List.copyOf(fields);
  }

  static Message of(String verb) {
    return new Message(verb, List.of());
  }

  Message with(String name, String value) {
    List<Field> more = new ArrayList<>(fields);
    more.add(new Field(name, value));
    return new Message(verb, more);
  }

  Optional<String> first(String name) {
    return all(name).stream().findFirst();
  }

  List<String> all(String name) {
    return fields.stream().filter(one -> one.name().equals(name)).map(Field::value).toList();
  }

  /// @throws ProtocolException when there is none, naming the field
  String require(String name) throws ProtocolException {
    return first(name).orElseThrow(() -> new ProtocolException("no field " + name));
  }

  void write(OutputStream out) throws IOException {
    StringBuilder text = new StringBuilder(verb).append('\n');
    fields.forEach(one -> text.append(one.name()).append(": ").append(one.value()).append('\n'));
    out.write(text.append('\n').toString().getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  /// @throws ProtocolException when it is none, or longer than 256 KiB
  static Message read(InputStream in) throws IOException {
    int[] left = {MAX_BYTES};
    String verb = line(in, left);
    List<Field> fields = new ArrayList<>();
    for (String line = line(in, left); !line.isEmpty(); line = line(in, left)) {
      int colon = line.indexOf(": ");
      if (colon < 1) {
        throw new ProtocolException("a line that is no field");
      }
      try {
        fields.add(new Field(line.substring(0, colon), line.substring(colon + 2)));
      } catch (IllegalArgumentException none) {
        throw new ProtocolException("a line that is no field");
      }
    }
    return new Message(verb, fields);
  }

  private static String line(InputStream in, int[] left) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    while (true) {
      int next = in.read();
      if (next < 0) {
        throw new EarlyEndException();
      }
      if (--left[0] < 0) {
        throw new ProtocolException("the message is too long");
      }
      if (next == '\n') {
        return bytes.toString(StandardCharsets.UTF_8);
      }
      bytes.write(next);
    }
  }

  @Override
  public String toString() {
    return "Message[" + verb + "]"; // tokens stand in them
  }
}
