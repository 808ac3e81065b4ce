package io.tidegate.gateway.route;

import io.tidegate.gateway.config.Token;
import io.tidegate.media.SecretParameters;
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

  /// As it is written: without a stream key that is beside it.
  public String url() {
    return secretKey ? address.serverUrl() : address.url();
  }

  /// The same with the secrets of `other`, which is at the same place.
  public RtmpPeer withSecretsOf(RtmpPeer other) {
    boolean saysKey = secretKey && !isMasked();
    RtmpAddress whole = saysKey ? other.address.withName(address.name()) : other.address;
    return new RtmpPeer(whole, secretKey, verifyTls);
  }

  @Override
  public List<Fault> faults() {
    if (isMasked()) {
      return List.of(
          new Fault("streamKey", "the stream key itself: none is stored for this server"));
    }
    return SecretParameters.URL.isMasked(url())
        ? List.of(new Fault("url", "the secret in it itself: none is stored for this URL"))
        : List.of();
  }

  /// Without the stream's name.
  @Override
  public String toString() {
    return address.toString();
  }
}
