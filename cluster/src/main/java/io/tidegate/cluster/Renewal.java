package io.tidegate.cluster;

import io.tidegate.cluster.join.JoinCall;
import io.tidegate.cluster.join.Joining;
import io.tidegate.cluster.pki.Authority;
import io.tidegate.cluster.pki.Credentials;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Renews this node's certificate in the last third of its time. Its own virtual thread.
final class Renewal implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Renewal.class);
  private static final Duration PERIOD = Duration.ofHours(1);

  private final ClusterState state;
  private final Joining.Calls authority;
  private final Clock clock;
  private final Thread thread;

  Renewal(ClusterState state, Joining.Calls authority, Clock clock) {
    this.state = state;
    this.authority = authority;
    this.clock = clock;
    thread = Thread.ofVirtual().name("cluster-renewal").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private void run() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        tend();
        Thread.sleep(PERIOD);
      } catch (InterruptedException _) {
        return;
      }
    }
  }

  /// Renews it if it is time.
  void tend() {
    Credentials now = state.credentials();
    Instant at = clock.instant();
    boolean counts = !at.isBefore(now.certificate().getNotBefore().toInstant());
    if (counts && at.isBefore(now.renewFrom())) {
      return;
    }
    try {
      KeyPair pair = new KeyPair(now.certificate().getPublicKey(), now.key());
      Optional<Authority> own = state.authority(at);
      X509Certificate renewed =
          own.isPresent()
              ? own.get().issue(pair.getPublic(), now.name().number(), now.name().id(), at)
              : JoinCall.renew(pair, authority);
      state.renew(renewed);
      log.info("the node's certificate is renewed, until {}", renewed.getNotAfter());
    } catch (IOException | GeneralSecurityException | IllegalArgumentException failed) {
      log.warn(
          "the node's certificate, which ends {}, cannot be renewed: {}",
          now.certificate().getNotAfter(),
          failed.toString());
    }
  }
}
