package io.tidegate.rtsp.message;

import io.tidegate.media.Bytes;
import io.tidegate.media.Nullable;

/// A request. RFC 2326 §6. Immutable.
///
/// @param method as written; methods are in [Method]
/// @param uri as written: an absolute URL, or `*`
/// @param version `RTSP/1.0`; `HTTP/1.1` of a tunnel or a web browser
/// @param body of `Content-Length` bytes
public record RtspRequest(String method, String uri, String version, Headers headers, Bytes body)
    implements RtspMessage {
  public RtspRequest {
    if (!isToken(method) || !isToken(uri) || !isToken(version)) {
      throw new IllegalArgumentException("a request line of three words");
    }
  }

  /// Without a body.
  public RtspRequest(String method, String uri, Headers headers) {
    this(method, uri, headers, Bytes.EMPTY);
  }

  /// Of RTSP.
  public RtspRequest(String method, String uri, Headers headers, Bytes body) {
    this(method, uri, RtspResponse.RTSP, headers, body);
  }

  /// As the peer counts, null when it did not write it or no number.
  public @Nullable Integer cseq() {
    return RtspResponse.cseq(headers);
  }

  private static boolean isToken(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c > ' ' && c != 0x7F);
  }

  /// Without URL, headers and body, which may hold secrets.
  @Override
  public String toString() {
    return method + " " + version;
  }
}
