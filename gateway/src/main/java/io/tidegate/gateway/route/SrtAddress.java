package io.tidegate.gateway.route;

/// A remote SRT peer that we call. Immutable.
///
/// @param host name or address
/// @param streamId what we ask for, empty for none
/// @param rendezvous both call each other
/// @param localPort of a rendezvous, else 0
public record SrtAddress(
    String host, int port, String streamId, boolean rendezvous, int localPort) {
  public SrtAddress {
    if (host.isBlank() || port < 1 || port > 65_535 || localPort < 0 || localPort > 65_535) {
      throw new IllegalArgumentException("srt://" + host + ":" + port);
    }
  }

  /// Without the stream id, which may hold secrets.
  @Override
  public String toString() {
    return "srt://" + host + ":" + port + (rendezvous ? " (rendezvous)" : "");
  }
}
