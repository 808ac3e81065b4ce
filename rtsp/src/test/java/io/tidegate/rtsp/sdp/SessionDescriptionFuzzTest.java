package io.tidegate.rtsp.sdp;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidegate.media.Bytes;
import io.tidegate.media.MalformedException;
import io.tidegate.media.testing.Corpus;
import io.tidegate.media.testing.SeededFuzz;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// Whatever a peer sends is a description or is refused, and a description can be written and read
/// again.
class SessionDescriptionFuzzTest {
  private static final Bytes GOOD =
      Bytes.of(
          """
          v=0
          o=- 1 1 IN IP4 127.0.0.1
          c=IN IP4 0.0.0.0
          a=control:*
          m=video 0 RTP/AVP 96 97
          b=AS:500
          a=rtpmap:96 H265/90000
          a=fmtp:96 sprop-vps=QAEMAf//;sprop-sps=QgEBAUAAAAMAAAMAAAMAAAMAmaACgIAsH+Wu5Gwa;sprop-pps=RAHAc8BBgwk=
          a=rtcp-fb:96 nack pli
          m=audio 0/2 RTP/AVP 0
          a=control:rtsp://[::1]:8554/x
          """,
          UTF_8);

  @Test
  void mutatedDescriptions() {
    SeededFuzz.run(1, 3_000, random -> check(SeededFuzz.mutate(GOOD, random)));
  }

  @Test
  void inputsThatBrokeOthers() {
    for (Path file : Corpus.files("fuzz")) {
      if (file.getFileName().toString().contains("sdpunmarshaler")) {
        Corpus.fuzzInputs(file).forEach(SessionDescriptionFuzzTest::check);
      }
    }
  }

  private static void check(Bytes input) {
    SessionDescription session;
    try {
      session = SessionDescription.parse(input.text(UTF_8));
    } catch (MalformedException refused) {
      return;
    }
    for (MediaDescription media : session.media()) {
      RtpMap map = media.rtpMap();
      FormatParameters parameters = media.formatParameters(map == null ? 96 : map.payloadType());
      parameters.base64List("sprop-sps");
      media.offersFeedback(96, "nack pli");
    }
    try {
      SessionDescription again = SessionDescription.parse(session.write());
      if (again.media().size() != session.media().size()) {
        throw new AssertionError("written and read again it has other media");
      }
    } catch (MalformedException broken) {
      throw new AssertionError("cannot read what was written", broken);
    }
  }
}
