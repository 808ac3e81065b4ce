package io.tidegate.rtsp.message;

import io.tidegate.media.Nullable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The header fields of a message in their order; names are compared without regard to case. RFC
/// 2326 §4.2. Immutable.
public final class Headers {
  public static final Headers NONE = new Headers(List.of());

  private final List<Map.Entry<String, String>> fields;

  private Headers(List<Map.Entry<String, String>> fields) {
    this.fields = fields;
  }

  static Headers of(List<Map.Entry<String, String>> fields) {
    return fields.isEmpty() ? NONE : new Headers(List.copyOf(fields));
  }

  /// These and one more. A line break in a value would end the header: it becomes a blank.
  public Headers with(String name, String value) {
    List<Map.Entry<String, String>> more = new ArrayList<>(fields);
    more.add(Map.entry(name, value.replace('\r', ' ').replace('\n', ' ')));
    return new Headers(List.copyOf(more));
  }

  /// The first value under `name`, null when there is none.
  public @Nullable String first(String name) {
    for (Map.Entry<String, String> field : fields) {
      if (field.getKey().equalsIgnoreCase(name)) {
        return field.getValue();
      }
    }
    return null;
  }

  /// All values under `name`, in order.
  public List<String> all(String name) {
    return fields.stream()
        .filter(field -> field.getKey().equalsIgnoreCase(name))
        .map(Map.Entry::getValue)
        .toList();
  }

  /// Name and value of each field, in order.
  public List<Map.Entry<String, String>> fields() {
    return fields;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Headers that && fields.equals(that.fields);
  }

  @Override
  public int hashCode() {
    return fields.hashCode();
  }

  /// The names alone: values may hold credentials.
  @Override
  public String toString() {
    return fields.stream().map(Map.Entry::getKey).toList().toString();
  }
}
