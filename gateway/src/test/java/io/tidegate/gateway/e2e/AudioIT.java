package io.tidegate.gateway.e2e;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.testing.Tool;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Sound that browsers do not know, through the whole distribution: it comes out as AAC, in step
/// with its pictures.
class AudioIT {
  /// A flash and a beep in the first 200 ms of every second.
  private static final String FLASH =
      "color=black:s=320x180:r=25,drawbox=c=white:t=fill:enable=lt(mod(t\\,1)\\,0.2)";

  private static final String BEEP = "aevalsrc=0.8*sin(2*PI*1000*t)*lt(mod(t\\,1)\\,0.2):s=";

  private static final Pattern FLASH_STARTS = Pattern.compile("black_end:([\\d.]+)");
  private static final Pattern BEEP_STARTS = Pattern.compile("silence_end: ([\\d.]+)");

  /// A picture of 25 a second lasts so long: the eye takes no less.
  private static final double IN_STEP_SECONDS = 0.040;

  @TempDir static Path folder;
  private static GatewayProcess gateway;

  @BeforeAll
  static void start() throws Exception {
    gateway = GatewayProcess.start(folder.resolve("data"));
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
  }

  @ParameterizedTest
  @CsvSource({
    "alaw, pcm_alaw, 8000, 48000",
    "mulaw, pcm_mulaw, 8000, 48000",
    "linear, pcm_s16le, 22050, 44100"
  })
  void soundComesOutAsAacInStepWithItsPictures(String name, String codec, int rate, int becomes)
      throws Exception {
    try (Tool publisher = publish(codec, rate, gateway.rtmp("/live/" + name))) {
      Live.awaitHls(gateway, "live/" + name);
      Path flv = folder.resolve(name + ".flv");
      FlvRecording.of(gateway.http("/live/" + name + ".flv"), 12, flv);
      assertAac(flv.toString(), becomes);
      assertInStep(flv.toString());
      assertAac(gateway.http("/live/" + name + "/index.m3u8"), becomes);
      assertAac(gateway.http("/live/" + name + "/ts/index.m3u8"), becomes);
      String stream = gateway.get("/api/v1/streams").body();
      assertThat(stream).contains("\"derivedFrom\":2", "\"soundProblem\":null");
      assertThat(publisher.output()).isEmpty();
    }
  }

  @Test
  void hlsIsInStepToo() throws Exception {
    try (Tool publisher = publish("pcm_alaw", 8_000, gateway.rtmp("/live/step"))) {
      Live.awaitHls(gateway, "live/step");
      Path recorded = folder.resolve("step.ts");
      Tool.run(
          120,
          "ffmpeg",
          ("-nostdin -v error -y -i "
                  + gateway.http("/live/step/index.m3u8")
                  + " -t 8 -c copy "
                  + recorded)
              .split(" "));
      assertInStep(recorded.toString());
      assertThat(publisher.output()).isEmpty();
    }
  }

  @Test
  void unpacksTheLibraryIntoTheDataFolderAndStopsConvertingWithTheStream() throws Exception {
    try (Tool publisher = publish("pcm_alaw", 8_000, gateway.rtmp("/live/once"))) {
      Live.awaitHls(gateway, "live/once");
      await("one conversion for all outputs")
          .until(() -> metric("tidegate_audio_conversions") >= 1);
      assertThat(publisher.output()).isEmpty();
    }
    Live.awaitNobody(gateway);
    await("no conversion is left").until(() -> metric("tidegate_audio_conversions") == 0);
    assertThat(metric("tidegate_audio_failures_total")).isZero();
    assertThat(folder.resolve("data").resolve("native")).isNotEmptyDirectory();
  }

  @Test
  void picturesAloneGetSilenceWhereThatIsWanted() throws Exception {
    try (GatewayProcess silent =
            GatewayProcess.start(
                folder.resolve("silent"), Map.of("TIDEGATE_STREAMS_ADD_SILENCE", "true"));
        Tool publisher =
            Tool.start(
                "ffmpeg",
                ("-nostdin -v error -re -stream_loop -1 -i "
                        + Media.h264()
                        + " -an -c:v copy -f flv "
                        + silent.rtmp("/live/mute"))
                    .split(" "))) {
      Live.awaitHls(silent, "live/mute");
      for (String form : List.of(".flv", "/index.m3u8", "/ts/index.m3u8")) {
        String streams =
            Tool.run(
                60, "ffprobe", "-v", "error", "-show_streams", silent.http("/live/mute" + form));
        assertThat(streams).contains("codec_name=h264", "codec_name=aac", "sample_rate=48000");
      }
      assertThat(publisher.output()).isEmpty();
    }
  }

  private static Tool publish(String codec, int rate, String url) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("-nostdin", "-v", "error", "-re"));
    arguments.addAll(List.of("-f", "lavfi", "-i", FLASH, "-f", "lavfi", "-i", BEEP + rate));
    arguments.addAll(
        List.of(
            ("-c:v libx264 -preset ultrafast -g 25 -pix_fmt yuv420p -ac 1 -c:a "
                    + codec
                    + " -f flv "
                    + url)
                .split(" ")));
    return Tool.start("ffmpeg", arguments.toArray(String[]::new));
  }

  private static void assertAac(String source, int sampleRate) throws Exception {
    String streams =
        Tool.run(60, "ffprobe", "-v", "error", "-show_streams", "-select_streams", "a", source);
    assertThat(streams)
        .contains("codec_name=aac", "sample_rate=" + sampleRate, "channels=1", "profile=LC")
        .containsOnlyOnce("[STREAM]");
  }

  /// Every flash has its beep.
  private static void assertInStep(String file) throws Exception {
    String seen =
        Tool.run(
            120,
            "ffmpeg",
            "-nostdin",
            "-hide_banner",
            "-copyts",
            "-i",
            file,
            "-vf",
            "blackdetect=d=0.1:pix_th=0.3",
            "-af",
            "silencedetect=n=-20dB:d=0.2",
            "-f",
            "null",
            "-");
    List<Double> flashes = times(FLASH_STARTS, seen);
    List<Double> beeps = times(BEEP_STARTS, seen);
    assertThat(flashes).as(seen).hasSizeGreaterThanOrEqualTo(4);
    int pairs = 0;
    // where the recording ends both end, and need not end together
    for (double flash : flashes.subList(0, flashes.size() - 1)) {
      double nearest = beeps.stream().mapToDouble(beep -> Math.abs(beep - flash)).min().orElse(99);
      if (nearest < 0.5) {
        assertThat(nearest).as("%s and %s", flashes, beeps).isLessThan(IN_STEP_SECONDS);
        pairs++;
      }
    }
    assertThat(pairs).as("%s and %s", flashes, beeps).isGreaterThanOrEqualTo(3);
  }

  private static List<Double> times(Pattern pattern, String text) {
    List<Double> times = new ArrayList<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      times.add(Double.valueOf(matcher.group(1)));
    }
    return times;
  }

  private static double metric(String name) throws Exception {
    String text = gateway.metrics();
    return text.lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow();
  }
}
