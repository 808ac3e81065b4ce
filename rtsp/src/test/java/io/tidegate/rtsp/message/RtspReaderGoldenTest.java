package io.tidegate.rtsp.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Bytes;
import io.tidegate.media.MalformedException;
import io.tidegate.media.testing.Chunks;
import io.tidegate.media.testing.Corpus;
import io.tidegate.media.testing.Golden;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class RtspReaderGoldenTest {
  private static final String DIALOGUE =
      String.join(
          "\r\n",
          "RTSP/1.0 401 Unauthorized",
          "CSeq: 1",
          "WWW-Authenticate: Digest realm=\"cam\", nonce=\"1f\", algorithm=SHA-256",
          "WWW-Authenticate: Basic realm=\"cam\"",
          "",
          "RTSP/1.0 200 OK",
          "CSeq: 2",
          "Content-Base: rtsp://192.0.2.1/live/",
          "Content-Type: application/sdp",
          "Content-Length: 20",
          "",
          "v=0\r\ns=a camera\r\nt=0\n",
          "SETUP rtsp://192.0.2.1/live/trackID=1 RTSP/1.0",
          "CSeq: 3",
          "Transport: RTP/AVP/TCP;unicast;interleaved=0-1",
          "",
          "RTSP/1.0 200 OK",
          "Session:        708345999;timeout=60",
          "",
          "");

  private static Bytes dialogue() {
    Bytes packet = RtspWriter.bytes(new Interleaved(0, Bytes.of("a packet of media", UTF_8)));
    Bytes early = Bytes.concat(packet, Bytes.of(DIALOGUE, UTF_8));
    return Bytes.concat(early, packet, RtspWriter.bytes(new Interleaved(1, Bytes.of(0x80, 200))));
  }

  @Test
  void readsADialogueInPiecesOfAnySize() throws MalformedException {
    for (int size : Chunks.SIZES) {
      Golden.assertMatches(RtspReaderGoldenTest.class, "dialogue", dump(dialogue(), size));
    }
  }

  @Test
  void readsTheAnswersOfRealCameras() throws MalformedException {
    Assumptions.assumeTrue(Corpus.isPresent(), "needs -Dcorpus");
    List<Path> files = new ArrayList<>(Corpus.files("rtsp-text"));
    files.removeIf(file -> file.getFileName().toString().endsWith("_sdp.txt"));
    assertThat(files).hasSizeGreaterThan(15);
    for (Path file : files) {
      Bytes text = Corpus.read(file);
      // some were saved with more or less body than they announce
      String whole = dump(text, Chunks.WHOLE);
      assertThat(dump(text, 1)).as(file.toString()).isEqualTo(whole);
      assertThat(dump(text, 7)).as(file.toString()).isEqualTo(whole);
    }
  }

  private static String dump(Bytes input, int size) throws MalformedException {
    MessageDump dump = new MessageDump();
    Chunks.feed(input, size, new RtspReader(dump::add)::accept);
    return dump.toString();
  }
}
