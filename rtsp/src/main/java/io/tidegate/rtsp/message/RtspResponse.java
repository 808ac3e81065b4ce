package io.tidegate.rtsp.message;

import io.tidegate.media.Bytes;
import io.tidegate.media.Nullable;
import io.tidegate.media.SecretParameters;

/// An answer. RFC 2326 §7. Immutable.
///
/// @param version `RTSP/1.0`; `HTTP/1.0` of a tunnel
/// @param status 100 to 999
/// @param reason for people; may be empty
public record RtspResponse(String version, int status, String reason, Headers headers, Bytes body)
    implements RtspMessage {
  static final String RTSP = "RTSP/1.0";

  /// Nine digits fit into an int.
  private static final int MAX_CSEQ_DIGITS = 9;

  public RtspResponse {
    if (status < 100 || status > 999) {
      throw new IllegalArgumentException("status " + status);
    }
  }

  /// An answer of ours.
  public RtspResponse(int status, String reason, Headers headers, Bytes body) {
    this(RTSP, status, reason, headers, body);
  }

  public boolean isSuccess() {
    return status >= 200 && status < 300;
  }

  /// Which request it answers, null when the peer did not write it or no number.
  public @Nullable Integer cseq() {
    return cseq(headers);
  }

  static @Nullable Integer cseq(Headers headers) {
    String text = headers.first("CSeq");
    if (text == null) {
      return null;
    }
    String digits = text.strip();
    boolean isNumber =
        !digits.isEmpty()
            && digits.length() <= MAX_CSEQ_DIGITS
            && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    return isNumber ? Integer.valueOf(digits) : null;
  }

  /// `401 Unauthorized`, for showing: without the secrets of a URL that the reason repeats.
  public String statusLine() {
    return reason.isEmpty()
        ? Integer.toString(status)
        : status + " " + SecretParameters.MESSAGE.mask(reason);
  }

  /// Without headers and body, which may hold secrets.
  @Override
  public String toString() {
    return version + " " + statusLine();
  }
}
