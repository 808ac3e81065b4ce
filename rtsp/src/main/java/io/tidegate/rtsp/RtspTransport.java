package io.tidegate.rtsp;

import java.util.Locale;

/// How the media of a pull travel.
public enum RtspTransport {
  /// TCP first, since it passes firewalls and loses nothing; UDP where the camera wants it.
  AUTO,
  /// Interleaved in the connection.
  TCP,
  /// In datagrams.
  UDP,
  /// In datagrams to a group that the camera names; never of [#AUTO] alone.
  MULTICAST,
  /// Interleaved, the connection itself in HTTP.
  HTTP;

  /// As the configuration writes it.
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// True when packets may come late, twice or not at all.
  boolean isDatagrams() {
    return this == UDP || this == MULTICAST;
  }
}
