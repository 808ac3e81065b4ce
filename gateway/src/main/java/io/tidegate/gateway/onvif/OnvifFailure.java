package io.tidegate.gateway.onvif;

import java.util.Locale;

/// A camera could not be asked, or said no. The message is its own words where it said some, and
/// holds nothing of what it was asked with.
final class OnvifFailure extends Exception {
  private static final long serialVersionUID = 1L;

  /// What went wrong, and what an operator does about it.
  enum Code {
    LOGIN("give user and password of the camera, or correct them"),
    FORBIDDEN("allow this user there to look at pictures and settings, as an ONVIF user"),
    CLOCK("set the camera's clock, best by NTP, and try again"),
    PORT("correct the port, or switch ONVIF on at the camera"),
    UNREACHABLE("see that the camera is on, and that no firewall is in between"),
    NAME("correct the name, or ask this machine's name server for it"),
    CERTIFICATE("switch verifyTls off for a certificate of the camera's own"),
    TLS("compare http and https with what the port speaks"),
    PROTOCOL("correct port and path: what answers there is no ONVIF service"),
    MEDIA("use a camera with media: this device has none, or hides it from this user"),
    PROFILES("make a profile with a picture at the camera"),
    FAULT("read the camera's own words, and see its log");

    private final String next;

    Code(String next) {
      this.next = next;
    }

    /// What to do about it.
    String next() {
      return next;
    }

    /// As the API's description lists it.
    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Code code;

  OnvifFailure(Code code, String message) {
    super(XmlText.shown(message, 300));
    this.code = code;
  }

  Code code() {
    return code;
  }

  /// Of a connection that did not come about, or broke, by what the network says of it.
  static OnvifFailure ofNetwork(String says) {
    return new OnvifFailure(codeOf(says.toLowerCase(Locale.ROOT)), says);
  }

  private static Code codeOf(String words) {
    if (words.contains("refused")) {
      return Code.PORT;
    }
    if (words.contains("resolve") || words.contains("unknownhost")) {
      return Code.NAME;
    }
    if (words.contains("certificat") || words.contains("pkix")) {
      return Code.CERTIFICATE;
    }
    if (words.contains("ssl") || words.contains("handshake") || words.contains("tls")) {
      return Code.TLS;
    }
    boolean isSilent =
        words.contains("no answer") || words.contains("timed out") || words.contains("timeout");
    if (isSilent || words.contains("unreachable") || words.contains("no route")) {
      return Code.UNREACHABLE;
    }
    return Code.PROTOCOL;
  }
}
