package io.tidegate.media;

import static io.tidegate.media.SecretParameters.MESSAGE;
import static io.tidegate.media.SecretParameters.STREAM_ID;
import static io.tidegate.media.SecretParameters.URL;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretParametersTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "rtsp://cam/x?pass=@",
        "rtsp://cam/x?channel=1&Password=@&subtype=0",
        "rtsp://cam/x?PWD=@&a=1",
        "rtmp://host/app/name?token=@",
        "rtmp://host/app/name?access_token=@&x=1",
        "rtmp://host/live/x?txSecret=@&txTime=5F",
        "http://host/x?auth_key=@",
        "http://host/x?X-Amz-Signature=@&b=2",
        "http://host/x?exp=1&sig=@",
        "http://host/x?a=1;apikey=@",
        "http://host/x?a=1%26secret=@",
        "http://host/x?pass2=@",
        "http://host/x?token=@&key=@",
        "http://eva:@@host/x",
        "rtsp://cam/user=admin_password=@",
        "rtsp://cam/password=@&channel=1"
      })
  void findsThoseOfUrls(String form) {
    check(URL, form, "hush");
    if (!form.contains("@@")) {
      check(URL, form, "a,b;c/d?e=f");
    }
    assertThat(MESSAGE.mask("404 no such " + form.replace("@@", "hush@").replace("=@", "=hush")))
        .doesNotContain("hush");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "#!::r=live/x,m=publish,u=eva,s=@",
        "#!::u=eva,s=@,r=live/x",
        "#!::r=live/x?token=@,m=publish",
        "#!::r=live/x,SECRET=@,m=publish",
        "publish:live/x:eva:@",
        "read:live/x:eva:@:a=1",
        "publish:live/x:eva:@:token=@&a=1",
        "x.stream,mode:publish,token:@",
        "x.stream,token:@,mode:publish",
        "live/x?token=@",
        "live/x?a=1&pass=@&b=2",
        "%23!%3A%3Ar%3Dlive%2Fx%2Cs%3D@"
      })
  void findsThoseOfStreamIds(String form) {
    check(STREAM_ID, form, "hush");
    check(STREAM_ID, form, "ha,sh");
  }

  private static void check(SecretParameters kind, String form, String secret) {
    String text = form.replace("@@", secret + "@").replaceAll("(?<=[=:]|%3D)@", secret);
    String shown = text.replace(secret, SecretParameters.MASK);
    assertThat(text).isNotEqualTo(form);
    assertThat(kind.mask(text)).isEqualTo(shown);
    assertThat(kind.mask(shown)).isEqualTo(shown);
    assertThat(kind.values(text)).containsExactly(secret);
    assertThat(kind.isMasked(shown)).isTrue();
    assertThat(kind.isMasked(text)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "rtsp://cam/cam/realmonitor?channel=1&subtype=0",
        "rtsp://cam/Streaming/Channels/101?transportmode=unicast&user=eva",
        "rtmp://host/app/name?design=1&keyframe=2&assign=3",
        "http://host/x?token=&a=1",
        "udp://[2001:db8::7]@[ff3e::1]:5000",
        "rtsp://host/pass/key/token"
      })
  void leavesTheRest(String text) {
    assertThat(URL.mask(text)).isEqualTo(text);
    assertThat(MESSAGE.mask(text)).isEqualTo(text);
    assertThat(URL.isMasked(text)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "live/x", "publish:live/x", "#!::r=live/x,m=publish,u=eva"})
  void leavesStreamIdsWithoutOne(String text) {
    assertThat(STREAM_ID.mask(text)).isEqualTo(text);
  }

  @Test
  void aMessageLosesItsSecretsAlone() {
    assertThat(MESSAGE.mask("404 no 'rtmp://h/a/b?token=hush' here, rtsp://eva:hush@cam/x neither"))
        .isEqualTo("404 no 'rtmp://h/a/b?token=********' here, rtsp://eva:********@cam/x neither");
  }

  /// What is put in place is found again, of secrets within secrets, too: so are sealed texts
  /// opened.
  @Test
  void whatIsReplacedIsReplacedBackWhateverTheText() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    String[] parts = {
      "token",
      "=",
      "&",
      ",",
      ":",
      "s",
      "pass",
      "publish:",
      "#!::",
      "%3D",
      "%2C",
      "@",
      "://",
      "?",
      "/",
      " ",
      "x",
      "_",
      "1",
      "********",
      "\"",
      ";"
    };
    for (int round = 0; round < 20_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(14); i > 0; i--) {
        text.append(parts[random.nextInt(parts.length)]);
      }
      for (SecretParameters kind : SecretParameters.values()) {
        String sealed = kind.map(text.toString(), secret -> "tgs1." + hex(secret) + "-_");
        String open =
            kind.mapBack(sealed, stored -> text(stored.substring(5, stored.length() - 2)));
        assertThat(open).as("seed " + seed + ", " + kind).isEqualTo(text.toString());
      }
    }
  }

  /// Each was given back wrong, or not at all, when both kinds of secrets were looked for in one
  /// walk.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "URL | ://1pass=1 s;&#!::@",
        "URL | rtsp://cam,pass=a/b@h:x@y",
        "STREAM_ID | publish:passpublish:s::&=&=%2C",
        "STREAM_ID | publish:_token=://&;@#!::#!::s",
        "MESSAGE | x ://pass=://token%2C_':pass@",
      })
  void secretsWithinSecretsComeBack(SecretParameters kind, String text) {
    String sealed = kind.map(text, secret -> "tgs1." + hex(secret) + "-_");
    assertThat(kind.mapBack(sealed, stored -> text(stored.substring(5, stored.length() - 2))))
        .isEqualTo(text);
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(String hex) {
    return new String(HexFormat.of().parseHex(hex), StandardCharsets.UTF_8);
  }
}
