package io.tidegate.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whom names are asked of.
class NameServersTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nameserver 192.0.2.53\n",
        "# by hand\nsearch example.org\n\tnameserver\t2001:db8::53\noptions edns0",
      })
  void thoseOfTheMachineAreTaken(String text) throws IOException {
    assertThat(NameServers.options(file(text)).getServers()).isNullOrEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "\n", "# nameserver 192.0.2.53\n", "nameserver\n", "search nameserver x\n"})
  void withoutOneNobodyOnTheInternetIsAsked(String text) throws IOException {
    assertThat(NameServers.options(file(text)).getServers()).containsExactly("127.0.0.1");
  }

  @Test
  void norWithoutTheFile() {
    assertThat(NameServers.options(folder.resolve("absent")).getServers())
        .containsExactly("127.0.0.1");
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("resolv.conf"), text);
  }
}
