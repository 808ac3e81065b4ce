package io.tidegate.cluster.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RevocationsTest {
  private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
  private static final NodeName SEVEN =
      new NodeName("0123456789abcdef", 7, "0123456789abcdef0123456789abcdef");

  @TempDir Path folder;

  private Revocations open() throws IOException {
    return Revocations.open(new PrivateFiles(folder));
  }

  @Test
  void isToldOnceAndKept() throws Exception {
    Revocations revocations = open();
    List<Revocation> told = new ArrayList<>();
    revocations.observe(told::add);

    assertThat(revocations.add(SEVEN, NOW)).isTrue();
    assertThat(revocations.add(SEVEN, NOW.plusSeconds(1))).isFalse();

    Revocation expected = new Revocation(7, SEVEN.id(), NOW);
    assertThat(told).containsExactly(expected);
    assertThat(open().all()).containsExactly(expected);
    assertThat(open().contains(7)).isTrue();
    assertThat(open().contains(8)).isFalse();
    assertThat(Files.getPosixFilePermissions(folder.resolve("revoked")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void takesThoseOfOthersAndLosesNone() throws Exception {
    Revocations revocations = open();
    revocations.add(SEVEN, NOW);

    assertThat(revocations.merge(List.of(new Revocation(9, SEVEN.id(), NOW)))).isTrue();
    assertThat(revocations.merge(List.of(new Revocation(9, SEVEN.id(), NOW)))).isFalse();

    assertThat(open().all()).extracting(Revocation::number).containsExactlyInAnyOrder(7, 9);
  }

  @Test
  void aDamagedListIsNotTakenForAnEmptyOne() throws Exception {
    Files.writeString(folder.resolve("revoked"), "7\tx\n");

    assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("damaged");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\t\t",
        "0\ta\t1",
        "65535\ta\t1",
        "1\ta\t",
        "1\ta\t1\t",
        "x\ta\t1",
        "1\ta\t99999999999999999999",
        "1\ta\t9223372036854775807"
      })
  void aLineThatIsNoneIsEmpty(String line) {
    assertThat(Revocation.parse(line)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 65_534})
  void aLineIsReadAsItWasWritten(int number) {
    Revocation one = new Revocation(number, SEVEN.id(), NOW);

    assertThat(Revocation.parse(one.line())).contains(one);
  }
}
