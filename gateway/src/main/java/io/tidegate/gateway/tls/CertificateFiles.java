package io.tidegate.gateway.tls;

import io.tidegate.media.Nullable;
import io.vertx.core.net.KeyCertOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A certificate chain and its key on the disk, and what of them is in use.
///
/// 1. [#open] reads both; they have to be sound.
/// 2. [#check] reads them again, one thread at a time. What is new and sound is used for the next
///    handshake; what is not leaves the old one in use and shows as its problem.
final class CertificateFiles {
  private static final Logger log = LoggerFactory.getLogger(CertificateFiles.class);

  /// A chain of a dozen certificates has some 30 KiB.
  private static final int MAX_BYTES = 1 << 20;

  private final Path chainFile;
  private final Path keyFile;
  private final NewestKeyManager manager = new NewestKeyManager();
  private final List<String> listeners = new CopyOnWriteArrayList<>();
  private byte[] chain = {};
  private byte[] key = {};

  /// Seen once: the other file may be on its way.
  private @Nullable String suspicion;

  private volatile @Nullable CertificateView view;

  private CertificateFiles(Path chainFile, Path keyFile) {
    this.chainFile = chainFile;
    this.keyFile = keyFile;
  }

  static CertificateFiles open(Path chain, Path key) throws IOException, GeneralSecurityException {
    CertificateFiles files = new CertificateFiles(chain, key);
    files.use(read(chain), read(key));
    files.tell("certificate");
    return files;
  }

  private void tell(String what) {
    CertificateView now = view();
    log.info(
        "{} {}, valid until {}, SHA-256 {}", what, chainFile, now.notAfter(), now.fingerprint());
  }

  /// For a server that is about to listen; its name is shown.
  KeyCertOptions options(String listener) {
    listeners.add(listener);
    return KeyCertOptions.wrap(manager);
  }

  boolean areOf(Path otherChain, Path otherKey) {
    return chainFile.equals(otherChain) && keyFile.equals(otherKey);
  }

  /// Any thread.
  CertificateView view() {
    CertificateView last = Objects.requireNonNull(view, "opened");
    return with(last, last.problem());
  }

  void check() {
    String problem;
    try {
      byte[] newChain = read(chainFile);
      byte[] newKey = read(keyFile);
      if (!Arrays.equals(newChain, chain) || !Arrays.equals(newKey, key)) {
        use(newChain, newKey);
        tell("new certificate");
      }
      problem = null;
    } catch (IOException | GeneralSecurityException unsound) {
      problem = "not in use: " + unsound.getMessage();
    }
    boolean lasts = problem == null || problem.equals(suspicion);
    suspicion = problem;
    CertificateView last = view();
    if (lasts && !Objects.equals(problem, last.problem())) {
      view = with(last, problem);
      if (problem != null) {
        log.warn("{}: {}; the one before is still in use", chainFile, problem);
      }
    }
  }

  private void use(byte[] newChain, byte[] newKey) throws GeneralSecurityException {
    Identity identity = Identity.parse(newChain, newKey);
    manager.put(identity);
    chain = newChain;
    key = newKey;
    view =
        new CertificateView(
            listeners,
            chainFile.toString(),
            identity.own().getSubjectX500Principal().getName(),
            identity.fingerprint(),
            identity.isSelfSigned(),
            identity.names(),
            identity.own().getNotBefore().toInstant(),
            identity.own().getNotAfter().toInstant(),
            Instant.now(),
            null);
  }

  private CertificateView with(CertificateView last, @Nullable String problem) {
    return new CertificateView(
        listeners,
        last.file(),
        last.subject(),
        last.fingerprint(),
        last.selfSigned(),
        last.names(),
        last.notBefore(),
        last.notAfter(),
        last.loaded(),
        problem);
  }

  private static byte[] read(Path file) throws IOException {
    if (Files.size(file) > MAX_BYTES) {
      throw new IOException(file + " has more than 1 MiB");
    }
    return Files.readAllBytes(file);
  }
}
