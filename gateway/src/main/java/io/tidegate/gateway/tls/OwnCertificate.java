package io.tidegate.gateway.tls;

import io.tidegate.gateway.config.Settings;
import io.tidegate.media.Nullable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The certificate that the gateway makes for itself, in a folder of its own, until somebody puts
/// another one there: that one is never touched. One thread at a time, which may wait for a disk.
public final class OwnCertificate {
  private static final Logger log = LoggerFactory.getLogger(OwnCertificate.class);

  /// As others renew, and long before `/health` complains.
  private static final Duration RENEWED_BEFORE = Duration.ofDays(30);

  /// How often it is looked at.
  private static final Duration PERIOD = Duration.ofHours(1);

  /// Of a machine with bridges for containers; each makes the certificate longer.
  private static final int MAX_ADDRESSES = 32;

  private final Path chain;
  private final Path key;
  private final Clock clock;
  private final Supplier<String> machine;
  private Instant next = Instant.MIN;

  /// What the machine was called at the last look.
  private String name = "";

  /// @param files where it lies, in a folder for nothing else
  public OwnCertificate(Settings.Tls files, Clock clock) {
    this(files, clock, MachineName::read);
  }

  /// @param machine the machine's name, empty for none
  OwnCertificate(Settings.Tls files, Clock clock, Supplier<String> machine) {
    this.chain = files.certificate();
    this.key = files.key();
    this.clock = clock;
    this.machine = machine;
  }

  /// Makes it where there is none, and a new one before ours ends or when the machine has got
  /// another name; looks no more than once an hour, at the name each time.
  ///
  /// @throws GeneralSecurityException when there is one that cannot be read
  public void tend() throws IOException, GeneralSecurityException {
    Instant now = clock.instant();
    String called = machine.get();
    if (now.isBefore(next) && called.equals(name)) {
      return;
    }
    name = called;
    X509Certificate present = present();
    if (present == null || (isOurs(present) && isDue(present, now))) {
      make(now);
    }
    next = now.plus(PERIOD);
  }

  /// Makes a new one in any case, in the place of whatever is there.
  void renew() throws IOException, GeneralSecurityException {
    name = machine.get();
    make(clock.instant());
  }

  /// Puts another one there, which is not renewed from here.
  ///
  /// @param otherChain PEM, sound together with `otherKey`
  void replace(String otherChain, String otherKey) throws IOException {
    PrivateFile.write(key, otherKey);
    PrivateFile.write(chain, otherChain);
  }

  /// What somebody has put there; null where it is ours, or none.
  ///
  /// @throws GeneralSecurityException when it cannot be read
  CertificateWatch.@Nullable Pair foreign() throws IOException, GeneralSecurityException {
    X509Certificate present = present();
    return present == null || isOurs(present)
        ? null
        : new CertificateWatch.Pair(Files.readString(chain), Files.readString(key));
  }

  /// Of the certificate that is to take its place.
  RequestFiles requests() {
    return new RequestFiles(chain.resolveSibling(""));
  }

  boolean isAtThatOf(OwnCertificate other) {
    return chain.equals(other.chain);
  }

  boolean isAt(String file) {
    return chain.toString().equals(file);
  }

  private @Nullable X509Certificate present() throws IOException, GeneralSecurityException {
    if (!Files.exists(chain) && !Files.exists(key)) {
      return null;
    }
    byte[] pem = Files.readAllBytes(chain);
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem));
  }

  private static boolean isOurs(X509Certificate present) {
    return present.getIssuerX500Principal().getName().equals(SelfSigned.ISSUER)
        && present.getSubjectX500Principal().equals(present.getIssuerX500Principal());
  }

  /// Addresses come and go, and whoever has trusted it by its fingerprint would be asked again.
  private boolean isDue(X509Certificate present, Instant now) throws CertificateParsingException {
    return now.plus(RENEWED_BEFORE).isAfter(present.getNotAfter().toInstant())
        || !namesOf(present).containsAll(MachineName.names(name));
  }

  /// RFC 5280 §4.2.1.6
  private static Set<Object> namesOf(X509Certificate present) throws CertificateParsingException {
    Collection<List<?>> alternatives = present.getSubjectAlternativeNames();
    Set<Object> names = new HashSet<>();
    if (alternatives != null) {
      alternatives.forEach(alternative -> names.add(alternative.get(1)));
    }
    return names;
  }

  private void make(Instant now) throws IOException, GeneralSecurityException {
    SelfSigned made = SelfSigned.make(MachineName.names(name), addresses(), now);
    // the watch waits while they are not of one key
    PrivateFile.write(key, made.key());
    PrivateFile.write(chain, made.chain());
    log.info("made a certificate that signs itself: {}", chain);
  }

  /// By which it is reached now, without those of one link alone.
  private static List<InetAddress> addresses() throws SocketException {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(address -> !address.isLinkLocalAddress())
        .distinct()
        .limit(MAX_ADDRESSES)
        .toList();
  }
}
