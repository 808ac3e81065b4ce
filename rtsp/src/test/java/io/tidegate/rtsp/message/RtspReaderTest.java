package io.tidegate.rtsp.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.media.Bytes;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Reason;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RtspReaderTest {
  private final List<RtspMessage> read = new ArrayList<>();
  private final RtspReader reader = new RtspReader(read::add);

  @Test
  void readsRequestWithBody() throws MalformedException {
    accept("ANNOUNCE rtsp://h/x RTSP/1.0\r\nCSeq: 2\r\nContent-Length: 3\r\n\r\nv=0");

    assertThat(read)
        .containsExactly(
            new RtspRequest(
                "ANNOUNCE",
                "rtsp://h/x",
                "RTSP/1.0",
                Headers.NONE.with("CSeq", "2").with("Content-Length", "3"),
                Bytes.of("v=0", UTF_8)));
    assertThat(((RtspRequest) read.getFirst()).cseq()).isEqualTo(2);
  }

  @Test
  void readsAnswerWithoutReason() throws MalformedException {
    accept("RTSP/1.0 200\r\ncseq: x\r\n\r\n");

    RtspResponse response = (RtspResponse) read.getFirst();
    assertThat(response.statusLine()).isEqualTo("200");
    assertThat(response.cseq()).isNull();
  }

  @Test
  void readsBareLineFeedsAndContinuedLines() throws MalformedException {
    accept("RTSP/1.0 404 Not Found\nA: b,\n\tc\nD:\n\n");

    RtspResponse response = (RtspResponse) read.getFirst();
    assertThat(response.statusLine()).isEqualTo("404 Not Found");
    assertThat(response.headers().first("a")).isEqualTo("b, c");
    assertThat(response.headers().all("d")).containsExactly("");
  }

  @Test
  void readsPacketsBetweenMessagesAndSkipsLineEnds() throws MalformedException {
    accept("$\0\0\3abc\r\nRTSP/1.0 200 OK\r\n\r\n$\1\0\0$\2\0\1x");

    assertThat(read)
        .containsExactly(
            new Interleaved(0, Bytes.of("abc", UTF_8)),
            new RtspResponse(200, "OK", Headers.NONE, Bytes.EMPTY),
            new Interleaved(1, Bytes.EMPTY),
            new Interleaved(2, Bytes.of("x", UTF_8)));
  }

  @Test
  void anAnswerOfHttpHasNoBody() throws MalformedException {
    accept("HTTP/1.0 200 OK\r\nContent-Length: 32767\r\n\r\nRTSP/1.0 200 OK\r\n\r\n");

    assertThat(read).hasSize(2);
  }

  @Test
  void takesTheLargestPacket() throws MalformedException {
    Bytes payload = Bytes.wrap(new byte[Interleaved.MAX_PAYLOAD]);
    reader.accept(RtspWriter.bytes(new Interleaved(255, payload)));

    assertThat(read).containsExactly(new Interleaved(255, payload));
  }

  @Test
  void takesTheLargestBodyAndNotOneMore() throws MalformedException {
    String largest = "a".repeat(RtspReader.MAX_BODY);
    accept("RTSP/1.0 200 OK\r\nContent-Length: " + largest.length() + "\r\n\r\n" + largest);
    assertThat(((RtspResponse) read.getFirst()).body().length()).isEqualTo(largest.length());

    refuses("RTSP/1.0 200 OK\r\nContent-Length: " + (largest.length() + 1) + "\r\n", Reason.LIMIT);
  }

  @Test
  void takesTheLongestHeadAndNotOneMore() throws MalformedException {
    String start = "RTSP/1.0 200 OK\r\nA: ";
    int room = RtspReader.MAX_HEAD - start.length() - "\r\n\r\n".length();
    accept(start + "x".repeat(room) + "\r\n\r\n");
    assertThat(read).hasSize(1);

    refuses(start + "x".repeat(room + 1) + "\r\n", Reason.LIMIT);
  }

  @Test
  void takesTheMostHeadersAndNotOneMore() throws MalformedException {
    accept("RTSP/1.0 200 OK\r\n" + "A:\r\n".repeat(RtspHead.MAX_HEADERS) + "\r\n");
    assertThat(read).hasSize(1);

    refuses("RTSP/1.0 200 OK\r\n" + "A:\r\n".repeat(RtspHead.MAX_HEADERS + 1), Reason.LIMIT);
  }

  @Test
  void refusesWhatIsNoMessage() {
    refuses("\u0000", Reason.LOST_SYNC);
    refuses("x", Reason.LOST_SYNC);
    refuses("GET\r\n", Reason.BAD_VALUE);
    refuses("OPTIONS *\r\n", Reason.BAD_VALUE);
    refuses("RTSP/1.0 20 OK\r\n", Reason.BAD_VALUE);
    refuses("RTSP/1.0 200 OK\r\nnonsense\r\n", Reason.BAD_VALUE);
    refuses("RTSP/1.0 200 OK\r\n x\r\n", Reason.BAD_VALUE);
    refuses("RTSP/1.0 200 OK\r\nContent-Length:\r\n", Reason.BAD_LENGTH);
    refuses("RTSP/1.0 200 OK\r\nContent-Length: -1\r\n", Reason.BAD_LENGTH);
  }

  @Test
  void aValueCannotEndTheHeader() {
    RtspResponse split =
        new RtspResponse(400, "a\r\nb", Headers.NONE.with("A", "b\r\nC: d"), Bytes.EMPTY);

    assertThat(RtspWriter.bytes(split).text(UTF_8))
        .isEqualTo("RTSP/1.0 400 a  b\r\nA: b  C: d\r\n\r\n");
  }

  private void accept(String text) throws MalformedException {
    reader.accept(Bytes.of(text, UTF_8));
  }

  private static void refuses(String text, Reason reason) {
    RtspReader fresh = new RtspReader(_ -> {});
    assertThatThrownBy(() -> fresh.accept(Bytes.of(text + "\r\n", UTF_8)))
        .isInstanceOf(MalformedException.class)
        .extracting(failure -> ((MalformedException) failure).reason())
        .isEqualTo(reason);
  }
}
