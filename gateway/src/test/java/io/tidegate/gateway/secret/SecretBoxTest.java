package io.tidegate.gateway.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a key keeps to itself, and what becomes of it without the key.
class SecretBoxTest {
  private static final String RECORD = "route live/cam1";

  /// `openssl rand -base64 32` has lines of this length.
  private static final String ZEROS = Base64.getEncoder().encodeToString(new byte[32]);

  @TempDir Path folder;

  @Test
  void opensWhatItSealedAndTwoSealsDiffer() {
    SecretBox box = SecretBox.of(KeyRing.random());
    for (String secret : new String[] {"x", "päss wörd €", "a".repeat(100_000)}) {
      String one = box.seal(RECORD, secret);
      String other = box.seal(RECORD, secret);
      assertThat(one).startsWith(SecretBox.PREFIX).doesNotContain(secret.substring(0, 1) + "\n");
      assertThat(one).isNotEqualTo(other);
      assertThat(box.open(RECORD, one)).isEqualTo(secret);
      assertThat(box.open(RECORD, other)).isEqualTo(secret);
      assertThat(box.isStandIn(secret)).isFalse();
    }
    assertThat(box.seal(RECORD, "")).isEmpty();
    assertThat(box.open(RECORD, "")).isEmpty();
  }

  /// Made by Python's `cryptography`; whoever changes the form needs a way from this one.
  @Test
  void opensWhatAReleaseBeforeSealed() throws Exception {
    SecretBox box = SecretBox.of(KeyRing.parse(ZEROS));
    String sealed = "tgs1.66687aad.AAECAwQFBgcICQoL76RfNmWT5nbBaw2z2Ipa7ef0g1GMJA";
    assertThat(box.open(RECORD, sealed)).isEqualTo("golden");
  }

  @Test
  void aSecretLooksLikeASealAndIsNone() {
    SecretBox box = SecretBox.of(KeyRing.random());
    String tricky = box.seal(RECORD, "inner");
    assertThat(box.open(RECORD, box.seal(RECORD, tricky))).isEqualTo(tricky);
    for (String plain : new String[] {"tgs1.", "tgs1.0000000g.AAAA", "tgs1.00000000.AA", "tgs2."}) {
      assertThat(box.open(RECORD, plain)).isEqualTo(plain);
    }
  }

  @Test
  void noRecordOpensTheSecretOfAnother() {
    SecretBox box = SecretBox.of(KeyRing.random());
    String sealed = box.seal(RECORD, "hush");
    String opened = box.open("route live/cam2", sealed);
    assertThat(opened).isNotEqualTo("hush");
    assertThat(box.isStandIn(opened)).isTrue();
  }

  @Test
  void noBitOfASealMayBeAnother() {
    SecretBox box = SecretBox.of(KeyRing.random());
    String sealed = box.seal(RECORD, "a secret of camera seven");
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    String head = sealed.substring(0, sealed.lastIndexOf('.') + 1);
    byte[] body = Base64.getUrlDecoder().decode(sealed.substring(head.length()));
    for (int i = 0; i < body.length * Byte.SIZE; i++) {
      byte[] changed = body.clone();
      changed[i / Byte.SIZE] ^= (byte) (1 << (i % Byte.SIZE));
      String text = head + Base64.getUrlEncoder().withoutPadding().encodeToString(changed);
      assertThat(box.isStandIn(box.open(RECORD, text))).as("bit %s", i).isTrue();
    }
    for (int i = 0; i < 2_000; i++) {
      byte[] noise = new byte[random.nextInt(100)];
      random.nextBytes(noise);
      String text = head + Base64.getUrlEncoder().withoutPadding().encodeToString(noise);
      assertThat(box.open(RECORD, text)).as("seed %s", seed).isNotEmpty();
    }
  }

  @Test
  void withoutTheKeyAStandInTakesItsPlaceAndNothingIsLost() {
    KeyRing lost = KeyRing.random();
    String sealed = SecretBox.of(lost).seal(RECORD, "hush");
    SecretBox box = SecretBox.of(KeyRing.random());
    String standIn = box.open(RECORD, sealed);
    assertThat(standIn).matches("[A-Z2-7]{52}").isEqualTo(box.open(RECORD, sealed));
    assertThat(SecretBox.of(KeyRing.random()).open(RECORD, sealed)).isNotEqualTo(standIn);
    assertThat(box.seal(RECORD, standIn)).isEqualTo(sealed);
    SecretBox both = SecretBox.of(KeyRing.random().before(lost));
    assertThat(both.open(RECORD, sealed)).isEqualTo("hush");
  }

  @Test
  void aLockedBoxStoresNothingNewAndKeepsTheOld() {
    String sealed = SecretBox.of(KeyRing.random()).seal(RECORD, "hush");
    SecretBox box = SecretBox.locked(null, "no such file");
    assertThat(box.problem()).isEqualTo("no such file");
    assertThat(box.seal(RECORD, box.open(RECORD, sealed))).isEqualTo(sealed);
    assertThatThrownBy(() -> box.seal(RECORD, "new"))
        .isInstanceOf(SecretLockedException.class)
        .hasMessageContaining("no such file");
  }

  @Test
  void aKeyIsForItsOwnerAloneAndComesBack() throws Exception {
    Path file = folder.resolve("secret.key");
    KeyRing ring = KeyRing.random().before(KeyRing.random());
    ring.write(file);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    KeyRing read = KeyRing.read(file);
    assertThat(read).hasToString(ring.toString());
    assertThat(read.text()).isEqualTo(ring.text());
    assertThat(read.first().toString()).isEqualTo("[" + ring.id() + "]");
    assertThat(SecretBox.of(read).open(RECORD, SecretBox.of(ring).seal(RECORD, "x")))
        .isEqualTo("x");
  }

  @Test
  void aFileThatIsNoKeyIsRefusedInWords() throws Exception {
    String short31 = Base64.getEncoder().encodeToString(new byte[31]);
    Set<String> bad =
        new HashSet<>(Set.of("", "# nothing\n", "password", short31, ZEROS + "\nx", ZEROS + "A"));
    bad.add((ZEROS + "\n").repeat(KeyRing.MAX_KEYS + 1));
    for (String text : bad) {
      assertThatThrownBy(() -> KeyRing.parse(text))
          .as(text)
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("expected ");
    }
    assertThat(KeyRing.parse("\n # k\n " + ZEROS + " \n").id()).isEqualTo("66687aad");
    assertThat(KeyRing.parse((ZEROS + "\n").repeat(KeyRing.MAX_KEYS)).id()).isEqualTo("66687aad");
    assertThatThrownBy(() -> KeyRing.read(folder.resolve("none"))).hasMessage("no such file");
  }
}
