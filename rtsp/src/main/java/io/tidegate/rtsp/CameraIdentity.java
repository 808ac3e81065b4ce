package io.tidegate.rtsp;

import io.tidegate.media.Nullable;
import io.tidegate.rtsp.message.Headers;
import io.tidegate.rtsp.sdp.SessionDescription;
import java.util.ArrayList;
import java.util.List;

/// What a camera says of itself. Immutable.
///
/// @param server the header of its answers, empty without
/// @param tool of its description, empty without
/// @param name of its description, empty without
record CameraIdentity(String server, String tool, String name) {
  static final CameraIdentity UNKNOWN = new CameraIdentity("", "", "");

  /// What is shown of it; no camera names itself at such length.
  private static final int MAX_CHARACTERS = 100;

  CameraIdentity {
    server = printable(server);
    tool = printable(tool);
    name = printable(name);
  }

  static CameraIdentity of(Headers answer, SessionDescription description) {
    return new CameraIdentity(
        orEmpty(answer.first("Server")),
        description.attribute("tool").orElse(""),
        description.name());
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static String printable(String text) {
    String clean = text.replaceAll("\\p{Cntrl}", " ").strip();
    return clean.length() <= MAX_CHARACTERS ? clean : clean.substring(0, MAX_CHARACTERS);
  }

  /// What [QuirkTable] looks at.
  List<String> lines() {
    return List.of("server: " + server, "tool: " + tool, "name: " + name);
  }

  /// For people; empty when nothing is known.
  @Override
  public String toString() {
    List<String> said = new ArrayList<>(List.of(server, tool, name));
    said.removeIf(String::isEmpty);
    return said.stream().distinct().findFirst().orElse("");
  }
}
