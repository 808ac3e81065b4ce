package io.tidegate.rtsp.rtp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Bytes;
import io.tidegate.media.testing.ContractSink;
import io.tidegate.media.testing.Corpus;
import io.tidegate.media.testing.EventDump;
import io.tidegate.media.testing.Golden;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/// What real senders sent.
@EnabledIf("io.tidegate.media.testing.Corpus#isPresent")
class CaptureCorpusTest {
  private static final Pattern HEX = Pattern.compile("\"([0-9a-f]{24,})\"");
  private static final Pattern DESCRIPTION = Pattern.compile("\"mediaDescription\": \"([^\"]*)\"");

  private final EventDump dump = new EventDump();

  @Test
  void gstreamerWithAggregatesAndFourSlicesAPicture() {
    RtpReception reception = reception("m=video 0 RTP/AVP 96\na=rtpmap:96 H264/90000\n");
    int packets =
        Capture.udp(corpus("rtp/rtp-gst-h264-stapA.pcap"))
            .mapToInt(datagram -> feed(reception, 0, datagram))
            .sum();
    finish("gstreamer-stap-a", reception);
    assertThat(packets).isEqualTo(91);
    assertThat(reception.view().damaged()).isZero();
  }

  @Test
  void rtspclientsinkRecordsOverUdp() {
    Bytes file = corpus("rtsp/rtsp-gst-rtspclientsink-announce-record-udp.pcap");
    RtpReception reception = reception(description(file));
    Capture.udp(file)
        .forEach(datagram -> {
          switch (datagram.targetPort()) {
            case 59_488 -> feed(reception, 0, datagram);
            case 59_489 -> reception.rtcp(0, datagram.payload(), datagram.nanos());
            default -> assertThat(datagram.targetPort()).isGreaterThan(0);
          }
        });
    finish("rtspclientsink", reception);
    assertThat(reception.view().damaged()).isZero();
    assertThat(reception.view().media().get(0).wallClock()).isNotNull();
  }

  @Test
  void gstRtspServerSendsMotionJpegAndMuLawOverUdp() {
    Bytes file = corpus("rtsp/rtsp-gstserver-mjpeg-pcmu-udp-ffmpeg.pcap");
    RtpReception reception = reception(description(file));
    List<Integer> ports = List.of(33_330, 33_332);
    Capture.udp(file)
        .filter(datagram -> ports.contains(datagram.targetPort()))
        .forEach(datagram -> feed(reception, ports.indexOf(datagram.targetPort()), datagram));
    finish("mjpeg-pcmu", reception);
    assertThat(reception.view().damaged()).isZero();
  }

  @Test
  void liveAacWithSixChannels() {
    String json = corpus("rtp/aac-dump.json").text(ISO_8859_1);
    Matcher description = DESCRIPTION.matcher(json);
    assertThat(description.find()).isTrue();
    RtpReception reception = reception(description.group(1).replace("\\r\\n", "\n"));
    List<Bytes> packets = HEX.matcher(json).results().map(m -> Bytes.ofHex(m.group(1))).toList();
    for (int i = 0; i < packets.size(); i++) {
      reception.rtp(0, packets.get(i), i * 21_333_333L);
    }
    finish("aac", reception);
    assertThat(packets).hasSize(290);
    assertThat(reception.view().damaged()).isZero();
  }

  private RtpReception reception(String description) {
    return new RtpReception(
        Reception.media(description),
        new ContractSink(dump),
        ReceptionOptions.overUdp(7),
        (media, compound) -> {});
  }

  private static int feed(RtpReception reception, int media, Capture.Datagram datagram) {
    reception.rtp(media, datagram.payload(), datagram.nanos());
    reception.poll(datagram.nanos());
    return 1;
  }

  private void finish(String name, RtpReception reception) {
    reception.end();
    Golden.assertMatches(getClass(), name, dump.toString());
  }

  /// The first session description that went by.
  private static String description(Bytes file) {
    String text = Capture.tcp(file).text(ISO_8859_1);
    int start = text.indexOf("v=0");
    return text.substring(start, text.indexOf("RTSP/1.0", start));
  }

  private static Bytes corpus(String name) {
    return Corpus.read(Corpus.file(name).orElseThrow());
  }
}
