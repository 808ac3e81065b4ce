package io.tidegate.gateway.route;

import io.tidegate.media.SecretParameters;
import io.tidegate.srt.StreamId;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A remote SRT peer that we call. Immutable.
///
/// @param host name or address
/// @param streamId what we ask for, empty for none
/// @param rendezvous both call each other
/// @param localPort of a rendezvous, else 0
@Sound
public record SrtAddress(String host, int port, String streamId, boolean rendezvous, int localPort)
    implements Checked {
  public SrtAddress {
    if (host.isBlank() || port < 1 || port > 65_535 || localPort < 0 || localPort > 65_535) {
      throw new IllegalArgumentException("srt://" + host + ":" + port);
    }
  }

  @Override
  public List<Fault> faults() {
    if (streamId.getBytes(StandardCharsets.UTF_8).length > StreamId.MAX_LENGTH) {
      return List.of(
          new Fault("streamId", "a stream id of at most " + StreamId.MAX_LENGTH + " bytes"));
    }
    return SecretParameters.STREAM_ID.isMasked(streamId)
        ? List.of(new Fault("streamId", "the secret in it itself: none is stored for this peer"))
        : List.of();
  }

  /// The same with another stream id.
  public SrtAddress withStreamId(String other) {
    return new SrtAddress(host, port, other, rendezvous, localPort);
  }

  /// Without the stream id, which may hold secrets.
  @Override
  public String toString() {
    return "srt://" + host + ":" + port + (rendezvous ? " (rendezvous)" : "");
  }
}
