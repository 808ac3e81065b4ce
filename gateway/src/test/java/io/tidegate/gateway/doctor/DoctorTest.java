package io.tidegate.gateway.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.alarm.Alarm;
import io.tidegate.gateway.alarm.AlarmKind;
import io.tidegate.gateway.beacon.PlayerTotals;
import io.tidegate.gateway.config.ConfigException;
import io.tidegate.gateway.config.RouteDocuments;
import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.tls.CertificateView;
import io.tidegate.media.CodecParams;
import io.tidegate.media.FrameRate;
import io.tidegate.media.Nullable;
import io.tidegate.media.ScanType;
import io.tidegate.media.StreamKey;
import io.tidegate.media.Track;
import io.tidegate.media.TrackList;
import io.tidegate.media.VideoFormat;
import io.tidegate.media.codec.MpegPictures;
import io.tidegate.media.codec.MpegVideoSequence;
import io.tidegate.media.hub.Credentials;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.PublishRequest;
import io.tidegate.media.hub.SessionState;
import io.tidegate.media.hub.SourceState;
import io.tidegate.media.hub.SourceView;
import io.tidegate.media.hub.StreamTiming;
import io.tidegate.media.hub.StreamView;
import io.tidegate.media.testing.SyntheticStreams;
import io.tidegate.srt.SrtLink;
import io.tidegate.srt.SrtLinkView;
import io.tidegate.srt.SrtProfile;
import io.tidegate.srt.lib.SrtStats;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// One case for each rule, and its neighbour in which the rule says nothing.
class DoctorTest {
  private static final StreamKey KEY = StreamKey.parse("live/x");
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final String RTSP =
      "{\"key\":\"live/x\",\"sources\":[{\"type\":\"rtsp-pull\",\"url\":\"rtsp://192.0.2.7/a\"}]}";
  private static final PublishRequest SOMEBODY =
      new PublishRequest("p", KEY, Protocol.RTMP, "192.0.2.9:4711", Credentials.NONE);

  private @Nullable RouteSpec route;
  private ScanType scan = ScanType.PROGRESSIVE;
  private @Nullable StreamView stream = live();
  private String failure = "";
  private List<Alarm> alarms = List.of();
  private List<SrtLinkView> links = List.of();
  private PlayerTotals.View players = PlayerTotals.View.NONE;
  private List<CertificateView> certificates = List.of();

  private Doctor.Verdict examine() {
    return Doctor.examine(
        new Chart(KEY, route, stream, failure, alarms, links, players, certificates, NOW));
  }

  private Diagnosis only(String code) {
    List<Diagnosis> findings = examine().findings();
    assertThat(findings).extracting(Diagnosis::code).containsExactly(code);
    return findings.getFirst();
  }

  private void assertWell() {
    assertThat(examine()).isEqualTo(new Doctor.Verdict(true, "It is live and well.", List.of()));
  }

  @Test
  void aStreamOfPicturesAndSoundIsWell() {
    assertWell();
  }

  @Test
  void aRouteThatIsOffIsNotSearchedFurther() throws ConfigException {
    route = route(RTSP.replace("{\"key\"", "{\"enabled\":false,\"key\""));
    stream = null;
    failure = "401 Unauthorized";
    assertThat(only("switched-off").fix()).contains("enabled: true");
  }

  @Test
  void nobodyPublishes() {
    stream = null;
    Diagnosis found = only("no-publisher");
    assertThat(found.says()).isEqualTo("Nobody publishes.");
    assertThat(found.fix()).contains("live/x");
    stream = view(SessionState.DISCONNECTED, avTracks(), List.of());
    assertThat(only("no-publisher").says()).isEqualTo("The publisher has left.");
  }

  @Test
  void aSourceOnDemandSleeps() throws ConfigException {
    route = route(RTSP.replace("\"url\"", "\"onDemand\":true,\"url\""));
    stream = null;
    assertThat(only("on-demand").severity()).isEqualTo(Severity.NOTE);
    assertThat(examine().healthy()).isTrue();
  }

  @Test
  void aCallThatFailsIsToldWithTheAdviceOfAProbe() throws ConfigException {
    route = route(RTSP);
    stream = null;
    failure = "DESCRIBE was answered with 401 Unauthorized";
    Diagnosis found = only("source-fails");
    assertThat(found.says()).contains(failure);
    assertThat(found.fix()).isEqualTo("Give name and password, or correct them.");
    assertThat(found.cause()).isEqualTo("login");
    assertThat(examine().summary()).isEqualTo(found.says() + " " + found.fix());
  }

  @Test
  void whoIsConnectedAndSilentIsNamed() {
    SourceView silent =
        new SourceView(
            0, "rtmp-publish", SourceState.FAILED, true, NOW, SOMEBODY, "no frame for 10 s");
    stream = view(SessionState.DISCONNECTED, TrackList.EMPTY, List.of(silent));
    assertThat(only("source-silent").says()).contains("Source 0", "no frame for 10 s");
    stream = view(SessionState.STREAMING, avTracks(), List.of(silent));
    assertThat(only("source-silent").severity()).isEqualTo(Severity.WARNING);
  }

  @Test
  void aCodingThatBrowsersDoNotPlayIsToldWithWhatDoes() {
    stream = of(TrackList.of(new Track(1, SyntheticStreams.hevc()), sound()));
    assertThat(only("codec-in-browsers").fix()).contains("VLC", "H.264");
    CodecParams.Mjpeg images =
        new CodecParams.Mjpeg(VideoFormat.of(640, 480, FrameRate.UNKNOWN, 0));
    stream = of(TrackList.of(new Track(1, images), sound()));
    assertThat(only("codec-in-browsers").fix()).contains(".mjpg");
  }

  @Test
  void mpeg2IsToldWithWhatPlaysIt() throws Exception {
    CodecParams params = MpegVideoSequence.parse(MpegPictures.SEQUENCE);
    stream = of(TrackList.of(new Track(1, params), sound()));
    assertThat(only("codec-in-browsers").fix()).contains("HTTP-TS", "rendition");
    assertThat(only("codec-in-browsers").says()).startsWith("MPEG-2 video");
  }

  @ParameterizedTest
  @EnumSource
  void aPictureThatIsInterlacedIsToldWithTheCure(ScanType found) {
    scan = found;
    stream = live();
    switch (found) {
      case UNKNOWN, PROGRESSIVE -> assertThat(examine().findings()).isEmpty();
      case TOP_FIELD_FIRST, BOTTOM_FIELD_FIRST, INTERLACED -> {
        Diagnosis diagnosis = only("interlaced");
        assertThat(diagnosis.says()).contains(found.words());
        assertThat(diagnosis.fix()).contains("deinterlace");
        assertThat(diagnosis.severity()).isEqualTo(Severity.WARNING);
      }
    }
  }

  @Test
  void soundThatIsLeftOutIsToldWithTheReason() {
    stream = of(avTracks(), "G.711 A-law is left out: FFmpeg is missing", USUAL, 2_000_000);
    assertThat(only("sound-left-out").says()).contains("FFmpeg is missing");
  }

  @Test
  void aPictureWithoutSoundIsNoFault() {
    stream = of(TrackList.of(new Track(1, SyntheticStreams.avc())));
    assertThat(only("no-audio").fix()).contains("streams.add-silence");
    assertThat(examine().healthy()).isTrue();
  }

  @Test
  void aGopIsLongBeyondItsBound() {
    stream = of(avTracks(), null, new StreamTiming(4_001, 0, 0), 2_000_000);
    assertThat(only("gop-long").fix()).contains("2 s");
    stream = of(avTracks(), null, new StreamTiming(4_000, 0, 0), 2_000_000);
    assertWell();
  }

  @Test
  void aClockDriftsBeyondWhatAQuartzDoes() {
    stream = of(avTracks(), null, new StreamTiming(2_000, -301, 600_000), 2_000_000);
    assertThat(only("clock-drift").says()).contains("301 ms less far", "10 minutes");
    stream = of(avTracks(), null, new StreamTiming(2_000, -300, 600_000), 2_000_000);
    assertWell();
    stream = of(avTracks(), null, new StreamTiming(2_000, 200, 60_000), 2_000_000);
    assertWell();
    stream = of(avTracks(), null, new StreamTiming(2_000, 201, 60_000), 2_000_000);
    assertThat(only("clock-drift").says()).contains("further");
  }

  @Test
  void aBitRateFallsBelowHalfItsMean() {
    stream = of(avTracks(), null, USUAL, 999_999);
    assertThat(only("bit-rate-falls").says()).contains("1.00 Mbit/s come, 2.00");
    stream = of(avTracks(), null, USUAL, 1_000_000);
    assertWell();
  }

  @Test
  void aTimelineThatBreaksAgainAndAgainIsTold() {
    stream = withBreaks(11);
    assertThat(only("timeline-breaks").says()).contains("11 times");
    stream = withBreaks(10);
    assertWell();
  }

  @Test
  void alarmsOfThisStreamKeepTheirWordsAndAdvice() {
    alarms = List.of(alarm(AlarmKind.ON_STANDBY, "live/x", "source 1 is shown instead of 0"));
    Diagnosis found = only("on-standby");
    assertThat(found.says()).isEqualTo("Source 1 is shown instead of 0.");
    assertThat(found.fix()).isEqualTo(AlarmKind.ON_STANDBY.advice());
    alarms = List.of(alarm(AlarmKind.ON_STANDBY, "live/xy", "x"));
    assertWell();
  }

  @Test
  void lossIsToldWithTheLatencyThatRepairsIt() {
    String remote = "192.0.2.9:4711";
    alarms = List.of(alarm(AlarmKind.SRT_LOSS, "live/x " + remote, "1.2 % of the packets lost"));
    links = List.of(link(remote));
    assertThat(only("srt-loss").fix())
        .startsWith(AlarmKind.SRT_LOSS.advice())
        .contains("80 ms are agreed: set srt.latency-ms to 120.");
  }

  @Test
  void whatTheMachineLacksConcernsEveryStream() {
    alarms =
        List.of(
            alarm(AlarmKind.DISK_LOW, "data", "2 % are free"),
            alarm(AlarmKind.PART_DEGRADED, "audio", "no FFmpeg"));
    assertThat(examine().findings())
        .extracting(Diagnosis::code)
        .containsExactly("disk-low", "part-degraded");
  }

  @Test
  void aCertificateIsToldFourteenDaysBefore() {
    certificates = List.of(certificate(Duration.ofDays(14).plusSeconds(1)));
    assertWell();
    certificates = List.of(certificate(Duration.ofDays(14).minusSeconds(1)));
    assertThat(only("certificate").severity()).isEqualTo(Severity.WARNING);
    certificates = List.of(certificate(Duration.ofSeconds(-1)));
    assertThat(only("certificate").severity()).isEqualTo(Severity.CRITICAL);
  }

  @Test
  void viewersStallWhenMoreStallsThanPagesAreTold() {
    players = new PlayerTotals.View(9, 4, 8_000, 0, 3, 3_000, 1_000);
    assertThat(only("viewers-stall").says()).contains("4 times, 8 s in all, of 3");
    players = new PlayerTotals.View(9, 3, 8_000, 0, 3, 3_000, 1_000);
    assertWell();
    players = new PlayerTotals.View(9, 9, 8_000, 0, 2, 3_000, 1_000);
    assertWell();
  }

  @Test
  void whatBrowsersCannotDecodeIsTold() {
    players = new PlayerTotals.View(1, 0, 0, 1, 0, 0, 0);
    assertThat(only("decode-failures").fix()).contains("H.264");
  }

  @Test
  void pagesThatWaitLongForThePictureAreTold() {
    players = new PlayerTotals.View(1, 0, 0, 0, 2, 8_002, 5_000);
    assertThat(only("first-frame-slow").says()).contains("4.0 s");
    players = new PlayerTotals.View(1, 0, 0, 0, 2, 8_000, 5_000);
    assertWell();
  }

  @Test
  void theWorstComesFirstAndIsTheSummary() {
    stream = of(TrackList.of(new Track(1, SyntheticStreams.hevc())));
    alarms = List.of(alarm(AlarmKind.UNDECRYPTABLE, "live/x 192.0.2.9:1", "another key"));
    Doctor.Verdict verdict = examine();
    assertThat(verdict.findings())
        .extracting(Diagnosis::code)
        .containsExactly("undecryptable", "codec-in-browsers", "no-audio");
    assertThat(verdict.summary()).startsWith("Another key. The passphrases");
  }

  private static final StreamTiming USUAL = new StreamTiming(2_000, 0, 0);

  private static Track sound() {
    return new Track(2, SyntheticStreams.aac());
  }

  private static TrackList avTracks() {
    return SyntheticStreams.tracks();
  }

  private StreamView live() {
    return of(avTracks());
  }

  private StreamView of(TrackList tracks) {
    return of(tracks, null, USUAL, 2_000_000);
  }

  private StreamView view(SessionState state, TrackList tracks, List<SourceView> sources) {
    return view(
        state, tracks, null, USUAL, state == SessionState.STREAMING ? 2_000_000 : 0, 0, sources);
  }

  private StreamView withBreaks(long breaks) {
    return view(SessionState.STREAMING, avTracks(), null, USUAL, 2_000_000, breaks, List.of());
  }

  private StreamView of(
      TrackList tracks, @Nullable String soundProblem, StreamTiming timing, long bitrateBps) {
    return view(SessionState.STREAMING, tracks, soundProblem, timing, bitrateBps, 0, List.of());
  }

  /// Ten minutes old, of 2 Mbit/s on average.
  private StreamView view(
      SessionState state,
      TrackList tracks,
      @Nullable String soundProblem,
      StreamTiming timing,
      long bitrateBps,
      long breaks,
      List<SourceView> sources) {
    return new StreamView(
        KEY,
        state,
        NOW.minusSeconds(600),
        SOMEBODY,
        tracks,
        soundProblem,
        bitrateBps,
        25,
        1,
        15_000,
        600 * 250_000L,
        breaks,
        timing,
        scan,
        sources);
  }

  private static RouteSpec route(String json) throws ConfigException {
    return RouteDocuments.read(new JsonObject(json), null);
  }

  private static Alarm alarm(AlarmKind kind, String subject, String message) {
    return new Alarm(1, kind, subject, message, NOW, 1, null, null);
  }

  private static SrtLinkView link(String remote) {
    SrtLink agreed =
        new SrtLink("1.5.1", 80, 80, "none", SrtLink.KeyState.UNSECURED, "", 1 << 20, 0);
    return new SrtLinkView(
        "s", KEY, true, 8890, remote, NOW, SrtProfile.DEFAULT, agreed, "", SrtStats.NONE);
  }

  private static CertificateView certificate(Duration left) {
    return new CertificateView(
        List.of("https"),
        "c.pem",
        "CN=x",
        "AA",
        false,
        List.of("x"),
        NOW.minusSeconds(9),
        NOW.plus(left),
        NOW,
        null);
  }
}
