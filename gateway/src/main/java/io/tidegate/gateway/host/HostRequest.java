package io.tidegate.gateway.host;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Members of a request, taken with what they have to be. Immutable.
///
/// @param where before the names of its members, in refusals: `links[0].` or nothing
record HostRequest(JsonObject json, String where) {
  /// @throws HostException for a member that is not among `known`: what is misspelt changes nothing
  HostRequest only(Set<String> known) throws HostException {
    for (String name : json.fieldNames()) {
      if (!known.contains(name)) {
        throw HostException.invalid(where + printable(name), "unknown");
      }
    }
    return this;
  }

  boolean has(String name) {
    return json.getValue(name) != null;
  }

  String text(String name, int most) throws HostException {
    if (json.getValue(name) instanceof String text && text.length() <= most) {
      return text;
    }
    throw HostException.invalid(where + name, "expected a text of at most " + most + " characters");
  }

  boolean flag(String name, boolean otherwise) throws HostException {
    Object value = json.getValue(name);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof Boolean flag) {
      return flag;
    }
    throw HostException.invalid(where + name, "expected true or false");
  }

  int number(String name, int least, int most, int otherwise) throws HostException {
    Object value = json.getValue(name);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof Integer number && number >= least && number <= most) {
      return number;
    }
    throw HostException.invalid(where + name, "expected a whole number, " + least + " to " + most);
  }

  /// Empty where it is not there.
  List<String> texts(String name, int most) throws HostException {
    List<String> texts = new ArrayList<>();
    for (Object one : array(name, most)) {
      if (!(one instanceof String text) || text.length() > 253) {
        throw HostException.invalid(where + name, "expected texts");
      }
      texts.add(text);
    }
    return texts;
  }

  List<HostRequest> objects(String name, int most) throws HostException {
    List<HostRequest> objects = new ArrayList<>();
    for (Object one : array(name, most)) {
      if (!(one instanceof JsonObject object)) {
        throw HostException.invalid(where + name, "expected objects");
      }
      objects.add(new HostRequest(object, where + name + "[" + objects.size() + "]."));
    }
    return objects;
  }

  private JsonArray array(String name, int most) throws HostException {
    Object value = json.getValue(name);
    if (value == null) {
      return new JsonArray();
    }
    if (value instanceof JsonArray array && array.size() <= most) {
      return array;
    }
    throw HostException.invalid(where + name, "expected a list of at most " + most);
  }

  private static String printable(String name) {
    String cut = name.length() > 40 ? name.substring(0, 40) : name;
    return cut.replaceAll("[^\\x21-\\x7e]", "?");
  }
}
