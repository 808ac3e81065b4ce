package io.tidegate.gateway.route;

import io.tidegate.gateway.config.Token;
import io.tidegate.rtmp.RtmpAddress;
import java.util.List;

/// A stream at another RTMP server. Immutable.
///
/// @param address of the server and the stream
/// @param secretKey the stream's name was given as a stream key: it is shown to nobody
/// @param verifyTls whether the certificate of `rtmps` must be one that this machine trusts
@Sound
public record RtmpPeer(RtmpAddress address, boolean secretKey, boolean verifyTls)
    implements Checked {
  /// Whether the stream key was read back as it is shown.
  public boolean isMasked() {
    return secretKey && address.name().equals(Token.MASK);
  }

  /// The same with the stream key of `other`.
  public RtmpPeer withKeyOf(RtmpPeer other) {
    return new RtmpPeer(address.withName(other.address.name()), secretKey, verifyTls);
  }

  @Override
  public List<Fault> faults() {
    return isMasked()
        ? List.of(new Fault("streamKey", "the stream key itself: none is stored for this server"))
        : List.of();
  }

  /// Without the stream's name.
  @Override
  public String toString() {
    return address.toString();
  }
}
