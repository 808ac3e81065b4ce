package io.tidegate.gateway.tls;

import io.tidegate.gateway.config.Settings;
import io.tidegate.media.Nullable;
import io.vertx.core.Vertx;
import io.vertx.core.net.KeyCertOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The certificates of all listeners. Their files are looked at every few seconds, so a renewal
/// needs neither a restart nor a signal: the next handshake has it, and nobody who is connected
/// notices.
///
/// Files are compared as a whole: renewals replace them, move links to them, or write into them,
/// and network file systems tell nobody.
public final class CertificateWatch {
  private static final Logger log = LoggerFactory.getLogger(CertificateWatch.class);

  private static final long PERIOD_MS = 3_000;

  private final Vertx vertx;
  private final List<CertificateFiles> all = new CopyOnWriteArrayList<>();
  private final List<OwnCertificate> own = new CopyOnWriteArrayList<>();
  private final AtomicBoolean checking = new AtomicBoolean();

  /// Files are read and written by one at a time.
  private final ReentrantLock looking = new ReentrantLock();

  /// Looks from the first certificate on, until `vertx` is closed.
  public CertificateWatch(Vertx vertx) {
    this.vertx = vertx;
  }

  /// For a server that is about to listen as `listener`. Not on an event loop.
  ///
  /// @throws GeneralSecurityException they cannot be used; the message says why
  public KeyCertOptions options(String listener, Settings.Tls tls)
      throws IOException, GeneralSecurityException {
    return files(tls).options(listener);
  }

  /// Reads what [#options] will be asked for, one caller at a time. Not on an event loop.
  ///
  /// @throws GeneralSecurityException they cannot be used; the message says why
  public void prepare(Settings.Tls tls) throws IOException, GeneralSecurityException {
    files(tls);
  }

  private CertificateFiles files(Settings.Tls tls) throws IOException, GeneralSecurityException {
    for (CertificateFiles known : all) {
      if (known.areOf(tls.certificate(), tls.key())) {
        return known;
      }
    }
    CertificateFiles files = CertificateFiles.open(tls.certificate(), tls.key());
    if (all.isEmpty()) {
      vertx.setPeriodic(PERIOD_MS, _ -> checkSoon());
    }
    all.add(files);
    return files;
  }

  /// Makes and renews one that signs itself where nobody has put another. Not on an event loop;
  /// before [#options] of its files. Another listener's of the same files is the same.
  public void tend(OwnCertificate certificate) throws IOException, GeneralSecurityException {
    if (own.stream().anyMatch(certificate::isAtThatOf)) {
      return;
    }
    certificate.tend();
    own.add(certificate);
  }

  /// Any thread.
  public List<CertificateView> views() {
    return all.stream().map(CertificateFiles::view).toList();
  }

  /// SHA-256 of what `listener` shows, null where nothing is shown there. Any thread.
  public @Nullable String fingerprint(String listener) {
    return views().stream()
        .filter(view -> view.listeners().contains(listener))
        .map(CertificateView::fingerprint)
        .findFirst()
        .orElse(null);
  }

  /// Whether the gateway keeps the files of `view` itself. Any thread.
  public boolean isOwn(CertificateView view) {
    return own.stream().anyMatch(certificate -> certificate.isAt(view.file()));
  }

  /// Puts another one in the place of the gateway's own, in use from the next handshake on. Waits
  /// for a disk.
  ///
  /// @param chain PEM, the server's own certificate first
  /// @param key PEM, without a passphrase; null for that of the signing request, which then is done
  /// @return null where the gateway has none of its own
  /// @throws GeneralSecurityException they cannot be used; the message says why
  public @Nullable CertificateView replaceOwn(String chain, @Nullable String key)
      throws IOException, GeneralSecurityException {
    return change(certificate -> {
      String its = key == null ? certificate.requests().key() : key;
      if (its == null) {
        throw new GeneralSecurityException("no signing request waits whose key this could be of");
      }
      Identity identity =
          Identity.parse(
              chain.getBytes(StandardCharsets.UTF_8), its.getBytes(StandardCharsets.UTF_8));
      identity.own().checkValidity();
      certificate.replace(chain, its);
      if (key == null) {
        certificate.requests().drop();
      }
    });
  }

  /// A certificate with its key, both PEM. Prints nothing of them.
  public record Pair(String chain, String key) {
    @Override
    public String toString() {
      return "certificate and key";
    }
  }

  /// What somebody has put in the place of the gateway's own; null where nobody has. Waits for a
  /// disk.
  ///
  /// @throws GeneralSecurityException when it cannot be read
  public @Nullable Pair foreign() throws IOException, GeneralSecurityException {
    if (own.isEmpty()) {
      return null;
    }
    looking.lock();
    try {
      return own.getFirst().foreign();
    } finally {
      looking.unlock();
    }
  }

  /// Whether a pair, sound in itself, is good now. Any thread.
  ///
  /// @throws GeneralSecurityException they cannot be used; the message says why
  public boolean isOfToday(Pair pair) throws GeneralSecurityException {
    Identity identity =
        Identity.parse(
            pair.chain().getBytes(StandardCharsets.UTF_8),
            pair.key().getBytes(StandardCharsets.UTF_8));
    try {
      identity.own().checkValidity();
      return true;
    } catch (CertificateExpiredException | CertificateNotYetValidException _) {
      return false;
    }
  }

  /// Whether there is a certificate that the gateway keeps itself. Any thread.
  public boolean hasOwn() {
    return !own.isEmpty();
  }

  /// Makes a request for a certificate in the place of the gateway's own, and forgets the one that
  /// waited. Waits for a disk; only where there is an own one.
  public OpenRequest request(CertificateSubject subject)
      throws IOException, GeneralSecurityException {
    SigningRequest made = SigningRequest.make(subject);
    looking.lock();
    try {
      RequestFiles files = own.getFirst().requests();
      files.put(made);
      return Objects.requireNonNull(files.open());
    } finally {
      looking.unlock();
    }
  }

  /// The request that waits for its certificate; null where none does. Waits for a disk.
  public @Nullable OpenRequest openRequest() throws IOException, GeneralSecurityException {
    return own.isEmpty() ? null : own.getFirst().requests().open();
  }

  /// Forgets it and its key. Waits for a disk.
  ///
  /// @return whether one waited
  public boolean dropRequest() throws IOException {
    looking.lock();
    try {
      return !own.isEmpty() && own.getFirst().requests().drop();
    } finally {
      looking.unlock();
    }
  }

  /// Makes the gateway's own anew. Waits for a disk.
  ///
  /// @return null where it has none
  public @Nullable CertificateView renewOwn() throws IOException, GeneralSecurityException {
    return change(OwnCertificate::renew);
  }

  @FunctionalInterface
  private interface Change {
    void make(OwnCertificate certificate) throws IOException, GeneralSecurityException;
  }

  private @Nullable CertificateView change(Change change)
      throws IOException, GeneralSecurityException {
    if (own.isEmpty()) {
      return null;
    }
    OwnCertificate certificate = own.getFirst();
    looking.lock();
    try {
      change.make(certificate);
      all.forEach(CertificateFiles::check);
    } finally {
      looking.unlock();
    }
    return views().stream().filter(view -> certificate.isAt(view.file())).findFirst().orElse(null);
  }

  /// What is wrong with the first that is not well, null when all are. Any thread.
  public @Nullable String problem() {
    Instant now = Instant.now();
    return views().stream()
        .map(view -> view.trouble(now))
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  /// On a thread that may wait for a disk; one look at a time.
  private void checkSoon() {
    if (checking.compareAndSet(false, true)) {
      Thread.ofVirtual().name("certificates").start(this::check);
    }
  }

  private void check() {
    looking.lock();
    try {
      own.forEach(CertificateWatch::renew);
      all.forEach(CertificateFiles::check);
    } finally {
      looking.unlock();
      checking.set(false);
    }
  }

  private static void renew(OwnCertificate certificate) {
    try {
      certificate.tend();
    } catch (IOException | GeneralSecurityException unusable) {
      // of files that cannot be read the check says more
      log.debug("the own certificate is left alone", unusable);
    }
  }
}
