package io.tidegate.rtsp.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Bytes;
import io.tidegate.media.MalformedException;
import io.tidegate.media.testing.Chunks;
import io.tidegate.media.testing.Corpus;
import io.tidegate.media.testing.SeededFuzz;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Whatever comes is parsed or refused with a [MalformedException].
class MessageFuzzTest {
  private static final List<String> TEXTS =
      List.of(
          "SETUP rtsp://u@h/x RTSP/1.0\r\nCSeq: 3\r\nContent-Length: 4\r\n\r\nbody",
          "RTSP/1.0 200 OK\r\nCSeq: 1\r\n folded\r\n\r\n$\0\0\4abcd",
          "RTP/AVP/TCP;unicast;interleaved=0-1;ssrc=4cacc3d1;mode=\"play\"",
          "RTP/AVP;unicast;client_port=5000-5001;server_port=6000;source=192.0.2.1,RTP/AVP/TCP",
          "12345678;timeout=60",
          "url=rtsp://h/trackID=0;seq=47121;rtptime=3475222385,url=trackID=1;seq=45186",
          "Digest realm=\"a\\\"b\", nonce=\"1\", qop=\"auth,auth-int\", algorithm=MD5-sess, Basic"
              + " realm=x",
          "Digest username=\"u\", realm=\"r\", nonce=\"n\", uri=\"/\", response=\"0\", qop=auth,"
              + " nc=00000001",
          "Basic dTpw",
          "rtsp://user:pa/ss@[fe80::1%25eth0]:554/a?b=c@d",
          "rtsps://u:p%40@camera/");

  @Test
  void brokenInputIsParsedOrRefused() {
    SeededFuzz.run(
        20_260_101L, 4_000, random -> tryAll(SeededFuzz.mutate(text(random), random), random));
  }

  @Test
  void randomInputIsParsedOrRefused() {
    SeededFuzz.run(
        20_260_102L,
        2_000,
        random -> tryAll(SeededFuzz.bytes(random, random.nextInt(200)), random));
  }

  @Test
  void inputsThatCrashedOthersAreParsedOrRefused() {
    List<Path> files = new ArrayList<>(Corpus.files("fuzz"));
    files.removeIf(file -> !file.getFileName().toString().matches("gortsplib--(base|headers)--.*"));
    Random random = new Random(1);
    files.forEach(file -> Corpus.fuzzInputs(file).forEach(input -> tryAll(input, random)));
    if (Corpus.isPresent()) {
      assertThat(files).hasSizeGreaterThan(5);
    }
  }

  private static Bytes text(Random random) {
    return Bytes.of(TEXTS.get(random.nextInt(TEXTS.size())), UTF_8);
  }

  private static void tryAll(Bytes input, Random random) {
    List<RtspMessage> read = new ArrayList<>();
    mayRefuse(() -> Chunks.feed(input, 1 + random.nextInt(20), new RtspReader(read::add)::accept));
    read.forEach(RtspWriter::bytes);
    String text = input.text(UTF_8);
    mayRefuse(() -> assertThat(TransportHeader.parseAll(text).toString()).isNotEmpty());
    mayRefuse(() -> SessionHeader.parse(text));
    mayRefuse(() -> RtspUrl.parse(text).requestUri());
    RtpInfo.parse(text);
    RtspUrl.control("rtsp://h/", text);
    List<Challenge> challenges = Challenge.parseAll(List.of(text));
    Credentials login = new Credentials("u", "p");
    Authenticator authenticator = new Authenticator(login, () -> "c");
    authenticator.challenged(challenges);
    authenticator.authorization("PLAY", text);
    Authorization answer = Authorization.parse(text);
    Challenge.Digest ours =
        new Challenge.Digest("r", "n", null, DigestAlgorithm.MD5, false, true, false);
    assertThat(answer != null && answer.matches(new Credentials("x", "y"), ours, "PLAY")).isFalse();
  }

  /// What may throw a [MalformedException].
  private interface Parse {
    void run() throws MalformedException;
  }

  private static void mayRefuse(Parse parse) {
    try {
      parse.run();
    } catch (MalformedException refused) {
      assertThat(refused.getMessage()).isNotBlank();
    }
  }
}
