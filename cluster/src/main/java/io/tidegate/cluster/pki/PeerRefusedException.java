package io.tidegate.cluster.pki;

import java.io.Serial;
import java.security.cert.CertificateException;

/// The other end of a connection is not a node of this cluster, or not one any more.
public final class PeerRefusedException extends CertificateException {
  @Serial private static final long serialVersionUID = 1;

  private final Refusal reason;

  PeerRefusedException(Refusal reason) {
    super(reason.words());
    this.reason = reason;
  }

  public Refusal reason() {
    return reason;
  }
}
