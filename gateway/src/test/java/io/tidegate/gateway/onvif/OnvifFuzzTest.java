package io.tidegate.gateway.onvif;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Answers of cameras, changed at random: read within bounds, or refused as such.
class OnvifFuzzTest {
  private static final long SEED = 20_261_122;
  private static final InetAddress SENDER = InetAddress.ofLiteral("192.0.2.7");
  private static final byte[] MATCH =
      ("<Envelope><Header><RelatesTo>uuid:1</RelatesTo></Header><Body><ProbeMatches><ProbeMatch>"
              + "<Types>dn:NetworkVideoTransmitter</Types><Scopes>onvif://www.onvif.org/name/A%20B"
              + "</Scopes><XAddrs>http://192.0.2.7:80/a http://192.0.2.8/b</XAddrs></ProbeMatch>"
              + "</ProbeMatches></Body></Envelope>")
          .getBytes(UTF_8);
  private static final byte[] PROFILES =
      ("<R><Profiles token='a'><Name>n</Name><VideoEncoderConfiguration><Encoding>H264</Encoding>"
              + "<Resolution><Width>1920</Width><Height>1080</Height></Resolution><RateControl>"
              + "<FrameRateLimit>25</FrameRateLimit><BitrateLimit>4096</BitrateLimit></RateControl>"
              + "<H264><GovLength>50</GovLength></H264></VideoEncoderConfiguration>"
              + "<AudioEncoderConfiguration><Encoding>AAC</Encoding><SampleRate>16</SampleRate>"
              + "<Bitrate>64</Bitrate></AudioEncoderConfiguration></Profiles></R>")
          .getBytes(UTF_8);

  private static byte[] changed(byte[] whole, Random random) {
    byte[] bytes = whole.clone();
    for (int change = random.nextInt(4); change > 0; change--) {
      bytes[random.nextInt(bytes.length)] =
          (byte) (random.nextInt(8) == 0 ? random.nextInt(256) : 32 + random.nextInt(95));
    }
    return bytes;
  }

  @Test
  void aMatchLeadsToItsSenderOrNowhere() {
    Random random = new Random(SEED);
    int taken = 0;
    for (int i = 0; i < 20_000; i++) {
      try {
        for (DiscoveryMessage.Match match :
            DiscoveryMessage.parse(changed(MATCH, random)).matches()) {
          FoundCamera camera = FoundCamera.of(match, SENDER);
          if (camera != null) {
            taken++;
            assertThat(camera.url())
                .as("seed %d, %d", SEED, i)
                .matches("(?s)https?://192\\.0\\.2\\.7([:/?].*)?");
            assertThat(camera.name()).hasSizeLessThanOrEqualTo(64);
          }
        }
      } catch (MalformedXmlException refused) {
        assertThat(refused).hasMessageNotContaining("192");
      }
    }
    assertThat(taken).as("seed %d", SEED).isBetween(2_000, 19_900);
  }

  @Test
  void profilesStayWithinBounds() {
    Random random = new Random(SEED);
    int taken = 0;
    for (int i = 0; i < 20_000; i++) {
      try {
        for (MediaProfile profile :
            ProfileReader.read(XmlParser.parse(changed(PROFILES, random)))) {
          taken++;
          MediaProfile.Video video = profile.video();
          Integer width = video == null ? null : video.width();
          assertThat(width == null ? 0 : width).as("seed %d, %d", SEED, i).isBetween(0, 32_768);
          Long rate = video == null ? null : video.bitrateBps();
          assertThat(rate == null ? 1 : rate).as("seed %d, %d", SEED, i).isPositive();
        }
      } catch (MalformedXmlException refused) {
        assertThat(refused).isNotNull();
      }
    }
    assertThat(taken).as("seed %d", SEED).isBetween(2_000, 19_900);
  }
}
