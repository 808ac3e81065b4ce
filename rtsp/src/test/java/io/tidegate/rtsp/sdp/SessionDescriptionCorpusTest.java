package io.tidegate.rtsp.sdp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.MalformedException;
import io.tidegate.media.testing.Corpus;
import io.tidegate.media.testing.Golden;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/// Descriptions that real cameras gave.
@EnabledIf("io.tidegate.media.testing.Corpus#isPresent")
class SessionDescriptionCorpusTest {
  @Test
  void camerasAreUnderstood() throws MalformedException {
    StringBuilder dump = new StringBuilder();
    int read = 0;
    for (Path file : Corpus.files("rtsp-text")) {
      String text = Corpus.read(file).text(UTF_8);
      int start = text.indexOf("v=0");
      if (start >= 0) {
        dump(file.getFileName().toString(), text.substring(start), dump);
        read++;
      }
    }
    assertThat(read).isGreaterThan(5);
    Golden.assertMatches(getClass(), "cameras", dump.toString());
  }

  private static void dump(String name, String text, StringBuilder dump) throws MalformedException {
    SessionDescription session = SessionDescription.parse(text);
    dump.append(name).append(" control=").append(session.control()).append('\n');
    for (MediaDescription media : session.media()) {
      RtpMap map = media.rtpMap();
      dump.append("  ").append(media.kind()).append(" control=").append(media.control());
      dump.append(media.isBackChannel() ? " back-channel " : " ").append(map);
      if (map != null) {
        media.attribute("fmtp").ifPresent(fmtp -> dump.append(" fmtp ").append(fmtp.length()));
      }
      dump.append('\n');
    }
  }
}
