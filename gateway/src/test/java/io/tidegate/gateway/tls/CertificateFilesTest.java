package io.tidegate.gateway.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.gateway.e2e.Certificates;
import io.tidegate.media.testing.Tool;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateFilesTest {
  @TempDir Path folder;
  private Path chain;
  private Path key;

  @BeforeEach
  void make() throws Exception {
    chain = folder.resolve("cert.pem");
    key = folder.resolve("key.pem");
    Certificates.make(chain, key, "first");
  }

  @Test
  void tellsWhatItReads() throws Exception {
    CertificateFiles files = open();
    files.options("https");
    files.options("rtmps");
    CertificateView view = files.view();
    assertThat(view.subject()).isEqualTo("CN=first");
    assertThat(view.names()).containsExactly("127.0.0.1", "localhost");
    assertThat(view.listeners()).containsExactly("https", "rtmps");
    assertThat(view.problem()).isNull();
    assertThat(view.state(view.notBefore().minusSeconds(1))).isEqualTo("not-yet-valid");
    assertThat(view.state(Instant.now())).isEqualTo("expiring");
    assertThat(view.state(view.notAfter().plusSeconds(1))).isEqualTo("expired");
    assertThat(view.trouble(Instant.now())).contains("expires at");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rsa:2048", "ec -pkeyopt ec_paramgen_curve:secp384r1", "ed25519"})
  void takesEveryUsualKey(String algorithm) throws Exception {
    Certificates.make(chain, key, "other", algorithm);
    assertThat(open().view().subject()).isEqualTo("CN=other");
  }

  @ParameterizedTest
  @CsvSource({
    "rsa:2048, rsa -traditional, RSA PRIVATE KEY",
    "ec -pkeyopt ec_paramgen_curve:prime256v1, ec, EC PRIVATE KEY"
  })
  void takesKeysInTheirOlderForms(String algorithm, String command, String label) throws Exception {
    Certificates.make(chain, key, "other", algorithm);
    Path older = folder.resolve("older.pem");
    Tool.run(60, "openssl", (command + " -in " + key + " -out " + older).split(" "));
    assertThat(older).content().contains("-----BEGIN " + label + "-----");
    assertThat(CertificateFiles.open(chain, older).view().subject()).isEqualTo("CN=other");
  }

  @Test
  void saysThatAKeyHasAPassphrase() throws Exception {
    Path locked = folder.resolve("locked.pem");
    Tool.run(
        60,
        "openssl",
        ("pkcs8 -topk8 -passout pass:secret -in " + key + " -out " + locked).split(" "));
    assertThatThrownBy(() -> CertificateFiles.open(chain, locked))
        .isInstanceOf(GeneralSecurityException.class)
        .hasMessageContaining("the key has a passphrase");
  }

  @Test
  void refusesAChainThatIsOutOfOrder() throws Exception {
    Path other = folder.resolve("other.pem");
    Certificates.make(other, folder.resolve("other-key.pem"), "other");
    Files.writeString(chain, Files.readString(chain) + Files.readString(other));
    assertThatThrownBy(this::open)
        .isInstanceOf(GeneralSecurityException.class)
        .hasMessageContaining("out of order");
  }

  @Test
  void aNewPairIsForTheNextHandshake() throws Exception {
    Identity first = Identity.parse(Files.readAllBytes(chain), Files.readAllBytes(key));
    Certificates.make(chain, key, "second");
    Identity second = Identity.parse(Files.readAllBytes(chain), Files.readAllBytes(key));
    NewestKeyManager manager = new NewestKeyManager();
    assertThat(manager.chooseEngineServerAlias("EC", null, null)).isNull();
    manager.put(first);
    String underWay = Objects.requireNonNull(manager.chooseEngineServerAlias("EC", null, null));
    manager.put(second);
    assertThat(manager.getCertificateChain(underWay)).isEqualTo(chainOf(first));
    assertThat(manager.getPrivateKey(underWay)).isEqualTo(first.key());
    String next = Objects.requireNonNull(manager.chooseEngineServerAlias("EC_RSA", null, null));
    assertThat(manager.getCertificateChain(next)).isEqualTo(chainOf(second));
    assertThat(manager.chooseEngineServerAlias("RSA", null, null)).isNull();
    assertThat(manager.getServerAliases("EC", null)).containsExactly(next);
    for (int i = 0; i < 4; i++) {
      manager.put(second);
    }
    assertThat(manager.getPrivateKey(underWay)).as("forgotten").isNull();
  }

  private static X509Certificate[] chainOf(Identity identity) {
    return identity.chain().toArray(X509Certificate[]::new);
  }

  @Test
  void keepsTheOldOneWhileTheNewOneIsNotSound() throws Exception {
    CertificateFiles files = open();
    byte[] oldKey = Files.readAllBytes(key);
    Certificates.make(chain, key, "second");
    byte[] newKey = Files.readAllBytes(key);
    Files.write(key, oldKey);
    files.check();
    assertThat(files.view().problem()).as("the other file may be on its way").isNull();
    files.check();
    assertThat(files.view().problem())
        .isEqualTo("not in use: the key is not that of the certificate");
    assertThat(files.view().subject()).isEqualTo("CN=first");
    Files.write(key, newKey);
    files.check();
    assertThat(files.view().problem()).isNull();
    assertThat(files.view().subject()).isEqualTo("CN=second");
  }

  @Test
  void saysWhatIsWrong() throws Exception {
    CertificateFiles files = open();
    for (String damage : List.of("", "-----BEGIN CERTIFICATE-----\nAAAA\n", "\u0000\u0001")) {
      Files.writeString(chain, damage);
      files.check();
      files.check();
      assertThat(files.view().problem()).startsWith("not in use: no PEM certificate");
    }
    Files.delete(chain);
    files.check();
    files.check();
    assertThat(files.view().problem()).contains("cert.pem");
    assertThat(files.view().trouble(Instant.now())).contains("not in use");
    assertThatThrownBy(this::open).isInstanceOf(NoSuchFileException.class);
    Files.writeString(chain, "nothing");
    assertThatThrownBy(this::open).isInstanceOf(GeneralSecurityException.class);
  }

  private CertificateFiles open() throws Exception {
    return CertificateFiles.open(chain, key);
  }
}
