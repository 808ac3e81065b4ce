package io.tidegate.gateway.onvif;

import io.tidegate.media.Nullable;
import java.util.List;
import java.util.Map;

/// An element of a document, without prefixes: cameras choose them as they like, and some bind them
/// to the wrong namespace. Immutable.
///
/// @param name without prefix
/// @param attributes by name without prefix
/// @param text of its own, without that of its children, stripped
record XmlElement(
    String name, Map<String, String> attributes, String text, List<XmlElement> children) {
  XmlElement {
    attributes = Map.copyOf(attributes);
    children = List.copyOf(children);
  }

  /// Children of that name, in their order.
  List<XmlElement> all(String child) {
    return children.stream().filter(one -> one.name.equals(child)).toList();
  }

  /// The first along a path of names; null where there is none.
  @Nullable
  XmlElement at(String... path) {
    XmlElement here = this;
    for (String step : path) {
      List<XmlElement> found = here.all(step);
      if (found.isEmpty()) {
        return null;
      }
      here = found.getFirst();
    }
    return here;
  }

  /// The text along a path of names; empty where there is none.
  String text(String... path) {
    XmlElement found = at(path);
    return found == null ? "" : found.text;
  }

  /// The whole number along a path of names; null where there is none between 0 and `most`.
  @Nullable
  Integer number(int most, String... path) {
    String text = text(path);
    if (!text.matches("\\d{1,9}(\\.\\d{0,9})?")) {
      return null;
    }
    // some cameras write 25.0 where a whole number belongs
    int dot = text.indexOf('.');
    int number = Integer.parseInt(dot < 0 ? text : text.substring(0, dot));
    return number <= most ? number : null;
  }
}
