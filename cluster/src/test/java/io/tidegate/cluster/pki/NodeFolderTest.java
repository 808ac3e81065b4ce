package io.tidegate.cluster.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeFolderTest {
  private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
  private static final String ID = "0123456789abcdef0123456789abcdef";

  @TempDir Path data;
  private Path place;
  private NodeFolder folder;
  private Authority authority;
  private Credentials credentials;

  @BeforeEach
  void setUp() throws Exception {
    place = data.resolve("cluster");
    folder = new NodeFolder(new PrivateFiles(place));
    authority = Authority.make(NOW);
    KeyPair pair = P256.generate();
    credentials =
        new Credentials(
            pair.getPrivate(),
            authority.issue(pair.getPublic(), 1, ID, NOW),
            authority.certificate());
  }

  @Test
  void hasNothingAtFirst() throws Exception {
    assertThat(folder.credentials()).isEmpty();
    assertThat(folder.authority()).isEmpty();
  }

  @Test
  void keepsWhatItIsGivenForNobodyElse() throws Exception {
    folder.put(authority);
    folder.put(credentials);

    assertThat(folder.credentials()).contains(credentials);
    assertThat(folder.authority()).contains(authority);
    assertThat(Files.getPosixFilePermissions(place))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    try (var files = Files.list(place)) {
      List<Path> all = files.toList();
      assertThat(all).hasSize(4);
      for (Path file : all) {
        assertThat(Files.getPosixFilePermissions(file))
            .isEqualTo(PosixFilePermissions.fromString("rw-------"));
      }
    }
  }

  @Test
  void aKeyOfAnotherCertificateIsRefused() throws Exception {
    folder.put(credentials);
    KeyPair other = P256.generate();
    folder.renew(authority.issue(other.getPublic(), 1, ID, NOW));

    assertThatThrownBy(() -> folder.credentials())
        .isInstanceOf(GeneralSecurityException.class)
        .hasMessageContaining("not that of the node's certificate");
  }

  @Test
  void forgetsAllOfIt() throws Exception {
    folder.put(authority);
    folder.put(credentials);

    folder.clear();

    assertThat(place).isEmptyDirectory();
  }

  @Test
  void isRenewedInItsLastThird() {
    assertThat(credentials.renewFrom())
        .isEqualTo(NOW.plus(Authority.NODE_VALIDITY.dividedBy(3).multipliedBy(2)));
  }

  @Test
  void showsNoKey() {
    assertThat(credentials.toString()).contains("hidden key");
    assertThat(authority.toString()).contains("hidden key");
  }
}
