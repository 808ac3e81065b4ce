package io.tidegate.gateway.onvif;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.rtsp.message.Credentials;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class UsernameTokenTest {
  /// The example of ONVIF's Application Programmer's Guide 1.0, §6.1.1.3.
  @Test
  void isTheDigestOfTheGuide() {
    byte[] nonce = Base64.getDecoder().decode("LKqI6G/AikKCQrN0zqZFlg==");
    assertThat(UsernameToken.digest(nonce, "2010-09-16T07:50:45Z", "userpassword"))
        .isEqualTo("tuOSpGlFlIXsozq4HFNeeGeFLEI=");
    String header =
        UsernameToken.header(
            new Credentials("a<b", "userpassword"),
            nonce,
            Instant.parse("2010-09-16T07:50:45.900Z"));
    assertThat(header)
        .contains("tuOSpGlFlIXsozq4HFNeeGeFLEI=", "2010-09-16T07:50:45Z", "a&lt;b")
        .doesNotContain("userpassword");
  }
}
