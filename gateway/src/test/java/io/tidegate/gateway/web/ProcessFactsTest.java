package io.tidegate.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessFactsTest {
  @Test
  void optionsThatHoldASecretShowNone() {
    assertThat(ProcessFacts.masked("-Djavax.net.ssl.keyStorePassword=hush$1"))
        .isEqualTo("-Djavax.net.ssl.keyStorePassword=********");
    assertThat(ProcessFacts.masked("-Dapi.token=x=y")).isEqualTo("-Dapi.token=********");
    assertThat(ProcessFacts.masked("-Xmx256m")).isEqualTo("-Xmx256m");
    assertThat(ProcessFacts.masked("-XX:+UseG1GC")).isEqualTo("-XX:+UseG1GC");
  }
}
