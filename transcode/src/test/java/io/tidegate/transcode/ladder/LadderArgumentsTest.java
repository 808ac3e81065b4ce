package io.tidegate.transcode.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.CodecParams;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Nullable;
import io.tidegate.media.Track;
import io.tidegate.media.TrackList;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LadderArgumentsTest {
  private static final Track SOUND = new Track(2, new CodecParams.G711(true, 8_000, 1));
  private static final MediaTime START = MediaTime.ofSeconds(-1);

  private static VideoProfile profile(
      int height, VideoProfile.@Nullable Crop crop, int rotate, Overlay overlay) {
    VideoProfile usual = VideoProfile.H264;
    return new VideoProfile(
        usual.mode(),
        0,
        height,
        15,
        500,
        usual.encoder(),
        usual.preset(),
        usual.deinterlace(),
        crop,
        rotate,
        overlay);
  }

  private static String filters(VideoProfile profile, MediaTime from) {
    FilterChain chain = new FilterChain(profile, EncoderChoice.OPENH264, null, Path.of("/f o.ttf"));
    return chain.beforeLogo(true, from) + chain.afterLogo();
  }

  @Test
  void picturesAreCutTurnedAndScaledInThisOrder() {
    VideoProfile profile = profile(360, new VideoProfile.Crop(640, 480, 8, 0), 90, Overlay.NONE);
    assertThat(filters(profile, START))
        .isEqualTo(
            "bwdif=mode=send_frame:deint=interlaced,"
                + "select='isnan(prev_selected_t)+key"
                + "+gt(floor(t*15+0.001),floor(prev_selected_t*15+0.001))',"
                + "crop=640:480:8:0,transpose=clock,"
                + "scale=w='2*round(iw*sar*360/ih/2)':h=360,setsar=1,format=yuv420p");
  }

  @Test
  void aChildThatGoesOnBeginsAfterTheLastPicture() {
    assertThat(filters(profile(0, null, 0, Overlay.NONE), MediaTime.ofMillis(12_345)))
        .contains(",select='gt(t,12.345006)',");
  }

  @Test
  void textsStandForThemselvesAndTheTimeOfDay() {
    Overlay overlay =
        new Overlay("100% it's {time}: \\", Overlay.Place.TOP_RIGHT, null, Overlay.Place.TOP_LEFT);
    assertThat(filters(profile(0, null, 0, overlay), START))
        .contains(
            "drawtext=fontfile='/f o.ttf':expansion=normal:"
                + "text='100\\\\% it\\'\\''s %{gmtime\\:%H\\\\\\:%M\\\\\\:%S}\\: \\\\\\\\'");
  }

  @Test
  void soundThatNoBrowserKnowsBecomesAac() {
    Rendition rendition =
        new Rendition("a", profile(0, null, 0, Overlay.NONE), AudioProfile.DEFAULT);
    List<String> arguments =
        new LadderArguments(TrackList.of(SOUND), Encoders.software(null))
            .of(List.of(rendition), List.of(START));
    assertThat(String.join(" ", arguments))
        .isEqualTo(
            "-copyts -thread_type slice -fpsprobesize 0 -f mov -i pipe:0 -map 0:a:0 -c:a aac -b:a"
                + " 128k -ar 48000 -ac 2 -muxdelay 0 -muxpreload 0 -max_interleave_delta 500000"
                + " -flush_packets 1 -mpegts_copyts 1 -pes_payload_size 0 -omit_video_pes_length 0"
                + " -f mpegts {a-audio}");
  }

  @Test
  void ofAStreamOfSoundNoRenditionHasPicturesThatFfmpegChose() {
    Rendition silent =
        new Rendition(
            "a", profile(0, null, 0, Overlay.NONE), new AudioProfile(AudioProfile.Mode.NONE, 0));
    assertThat(
            new LadderArguments(TrackList.of(SOUND), Encoders.software(null))
                .of(List.of(silent), List.of(START)))
        .doesNotContain("mpegts");
  }

  @Test
  void hardwareThatDoesNotWorkGivesWayToSoftware() {
    VideoProfile usual = VideoProfile.H264;
    VideoProfile wanted =
        new VideoProfile(
            usual.mode(),
            0,
            0,
            0,
            0,
            VideoProfile.Encoder.NVENC,
            usual.preset(),
            usual.deinterlace(),
            null,
            0,
            Overlay.NONE);
    assertThat(Encoders.software(null).chosen(wanted)).isEqualTo(EncoderChoice.OPENH264);
    Encoders here = new Encoders(Set.of(EncoderChoice.NVENC, EncoderChoice.X264), null);
    assertThat(here.chosen(wanted)).isEqualTo(EncoderChoice.NVENC);
    assertThat(here.chosen(usual)).isEqualTo(EncoderChoice.X264);
  }

  @Test
  void aPromiseFollowsTheSourcesShape() {
    assertThat(Promise.of(profile(360, null, 0, Overlay.NONE), TrackList.EMPTY))
        .isEqualTo(new Promise(640, 360, 15, 500));
    assertThat(Promise.of(profile(0, null, 90, Overlay.NONE), TrackList.EMPTY))
        .isEqualTo(new Promise(720, 1280, 15, 500));
    assertThat(
            Promise.of(
                profile(0, new VideoProfile.Crop(600, 600, 0, 0), 0, Overlay.NONE),
                TrackList.EMPTY))
        .isEqualTo(new Promise(600, 600, 15, 500));
  }
}
