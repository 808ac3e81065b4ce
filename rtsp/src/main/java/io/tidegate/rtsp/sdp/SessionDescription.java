package io.tidegate.rtsp.sdp;

import io.tidegate.media.MalformedException;
import java.util.List;
import java.util.Optional;

/// A session description (SDP, RFC 8866). Immutable.
///
/// @param sessionId the digits of the `o=` line, empty when it is missing
/// @param name the `s=` line
/// @param connection the address of the session's `c=` line, without its `/ttl`; empty without
/// @param attributes the `a=` lines before the first `m=`
/// @param media at most [#MAX_MEDIA]
public record SessionDescription(
    String sessionId,
    String name,
    String connection,
    List<Attribute> attributes,
    List<MediaDescription> media) {
  /// Longest text that is read. The longest of a real camera seen has 1,100 characters; one with
  /// parameter sets of every kind at their limit stays under this.
  public static final int MAX_CHARACTERS = 64 << 10;

  /// Recorders with a section for each of 16 channels and its sound are met.
  public static final int MAX_MEDIA = 32;

  public SessionDescription {
    attributes = List.copyOf(attributes);
    media = List.copyOf(media);
    if (media.size() > MAX_MEDIA) {
      throw new IllegalArgumentException("too many media: " + media.size());
    }
  }

  /// Reads a description. Lines that make no sense are passed over, in any order, with any line
  /// ends; only what is no description at all is refused.
  ///
  /// @throws MalformedException when it is too long, has too many parts, or neither a `v=` nor an
  ///   `m=` line
  public static SessionDescription parse(String text) throws MalformedException {
    return new SessionParser().parse(text);
  }

  /// The text to send, lines ended by CR LF.
  public String write() {
    return SessionText.write(this);
  }

  /// The value of the first session attribute of this name; empty when there is none.
  public Optional<String> attribute(String wanted) {
    return attributes.stream().filter(a -> a.is(wanted)).map(Attribute::value).findFirst();
  }

  /// The value of the session's `a=control`: `*` or an address; empty when it is missing.
  public String control() {
    return attribute("control").orElse("");
  }

  /// Where a section is sent to, its own `c=` before the session's; empty without.
  public String connectionOf(MediaDescription section) {
    return section.connection().isEmpty() ? connection : section.connection();
  }
}
