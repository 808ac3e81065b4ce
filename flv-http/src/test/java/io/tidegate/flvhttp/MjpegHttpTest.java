package io.tidegate.flvhttp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.Frame;
import io.tidegate.media.FrameRate;
import io.tidegate.media.MediaTime;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.Track;
import io.tidegate.media.TrackList;
import io.tidegate.media.VideoFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MjpegHttpTest {
  private static final String GET = "GET /live/x.mjpg HTTP/1.1\r\nHost: t\r\n\r\n";

  private LiveServer server;

  @BeforeEach
  void start() throws Exception {
    server = new LiveServer();
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private void image(int number, Bytes jpeg) throws Exception {
    MediaTime at = MediaTime.ofMillis(40L * number);
    server.emit(new Frame(LiveServer.VIDEO, at, at, true, jpeg, System.nanoTime()));
    server.emit(new Frame(LiveServer.AUDIO, at, at, true, Bytes.of(1, 2), System.nanoTime()));
  }

  private static String part(String image) {
    return "Content-Type: image/jpeg\r\nContent-Length: "
        + image.length()
        + "\r\n\r\n"
        + image
        + "\r\n--tidegate\r\n";
  }

  @Test
  void oneImageComesInPlaceOfTheOther() throws Exception {
    server.publishWithoutTracks();
    CodecParams.Mjpeg mjpeg =
        new CodecParams.Mjpeg(VideoFormat.of(320, 176, new FrameRate(25, 1), 0));
    CodecParams.G711 sound = new CodecParams.G711(true, 8_000, 1);
    server.emit(
        new StreamEvent.TracksChanged(
            TrackList.of(new Track(LiveServer.VIDEO, mjpeg), new Track(LiveServer.AUDIO, sound))));
    image(0, Bytes.of("first", ISO_8859_1));
    image(1, Bytes.of("second", ISO_8859_1));
    try (RawClient client = new RawClient(server.port()).send(GET)) {
      assertThat(client.head())
          .containsIgnoringCase("content-type: multipart/x-mixed-replace; boundary=tidegate");
      // the newest image at once
      assertThat(client.chunk().text(ISO_8859_1)).isEqualTo("--tidegate\r\n");
      assertThat(client.chunk().text(ISO_8859_1)).isEqualTo(part("second"));
      server.watched();
      image(2, Bytes.of("third", ISO_8859_1));
      assertThat(client.chunk().text(ISO_8859_1)).isEqualTo(part("third"));
    }
  }

  @Test
  void otherPicturesAreRefused() throws Exception {
    server.publish();
    try (RawClient client = new RawClient(server.port()).send(GET)) {
      assertThat(client.head()).startsWith("HTTP/1.1 415 ");
    }
  }
}
