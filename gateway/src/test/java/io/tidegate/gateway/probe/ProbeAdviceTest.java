package io.tidegate.gateway.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.probe.ProbeReport.Name;
import io.tidegate.gateway.route.SourceSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProbeAdviceTest {
  private static final SourceSpec SOURCE = new SourceSpec.RtmpPublish();

  @ParameterizedTest
  @CsvSource({
    "DESCRIBE: 401 Unauthorized, login",
    "DESCRIBE: 404 Not Found, path",
    "rejected with 1401, token",
    "rejected with 1404, stream",
    "Connection refused, port",
    "no connection to port 40397: Connection refused, port",
    "no connection to port 404: Connection refused, port",
    "the camera offers nothing that is carried: VP8 is not carried, codec",
    "silence, not-open"
  })
  void theCodeIsOfTheFirstRuleThatFits(String cause, String code) {
    assertThat(ProbeAdvice.of(SOURCE, Name.OPEN, cause).code()).isEqualTo(code);
  }

  @Test
  void aFailureHasACodeOfItsOwnWhereItsWordsTell() {
    assertThat(ProbeAdvice.code("DESCRIBE: 401 Unauthorized")).isEqualTo("login");
    assertThat(ProbeAdvice.code("Connection refused")).isEqualTo("port");
    assertThat(ProbeAdvice.code("connection lost")).isNull();
  }

  @Test
  void whatIsNotSaidIsToldByTheStep() {
    assertThat(ProbeAdvice.of(SOURCE, Name.RESOLVE, "no address: 401").code()).isEqualTo("name");
    assertThat(ProbeAdvice.of(SOURCE, Name.CONNECT, "timed out").code()).isEqualTo("unreachable");
    assertThat(ProbeAdvice.of(SOURCE, Name.KEY_FRAME, "no key frame in 20 s").code())
        .isEqualTo("no-picture");
  }
}
