package io.tidegate.udp.packet;

import java.util.Locale;

/// Whether what comes has RTP headers.
public enum RtpMode {
  /// Each datagram's first byte tells.
  AUTO,
  /// Anything else is dropped.
  ON,
  /// Everything is taken for a transport stream.
  OFF;

  /// As the configuration writes it.
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
