package io.tidegate.media.flv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tidegate.media.Bytes;
import io.tidegate.media.Codec;
import io.tidegate.media.CodecParams;
import io.tidegate.media.Frame;
import io.tidegate.media.Reason;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.Track;
import io.tidegate.media.TrackList;
import io.tidegate.media.testing.Chunks;
import io.tidegate.media.testing.ContractSink;
import io.tidegate.media.testing.Corpus;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Files of other writers, with the facts that other readers find in them.
class FlvCorpusTest {
  @ParameterizedTest
  @CsvSource({
    "audio-only-mp3,,0,0,0,MP3,44100,1,155",
    "avatar,H264,768,320,282,AAC,44100,2,486",
    "enhanced-hvc1-aac,H265,320,180,102,AAC,48000,2,189",
    "header-offset-13,H264,320,180,102,AAC,48000,2,189",
    "no-metadata,H264,320,180,102,AAC,48000,2,189",
    "previoustagsize-zero,H264,320,180,102,AAC,48000,2,189",
    "sample,H264,1080,720,30,AAC,44100,1,45",
    "test_short,H264,480,360,252,AAC,44100,2,431",
    "timestamps-cross-24bit,H264,320,180,102,AAC,48000,2,189",
    // its 73rd picture is cut off, which other readers count
    "truncated-mid-tag,H264,320,180,72,AAC,48000,2,133",
  })
  void finds(
      String name,
      Codec video,
      int width,
      int height,
      int pictures,
      Codec audio,
      int sampleRate,
      int channels,
      int sounds)
      throws Exception {
    var file = Corpus.file("flv/" + name + ".flv");
    assumeTrue(file.isPresent(), "no corpus");
    Bytes bytes = Corpus.read(file.get());
    List<StreamEvent> events = new ArrayList<>();
    FlvFiles.read(bytes, 1316, new ContractSink(events::add));
    TrackList tracks = ((StreamEvent.TracksChanged) events.getFirst()).tracks();
    assertThat(tracks.video().map(Track::codec).orElse(null)).isEqualTo(video);
    tracks
        .video()
        .map(track -> ((CodecParams.Video) track.params()).format())
        .ifPresent(format -> {
          assertThat(format.width()).isEqualTo(width);
          assertThat(format.height()).isEqualTo(height);
        });
    CodecParams.Audio sound = (CodecParams.Audio) tracks.audio().orElseThrow().params();
    assertThat(sound.codec()).isEqualTo(audio);
    assertThat(sound.sampleRate()).isEqualTo(sampleRate);
    assertThat(sound.channels()).isEqualTo(channels);
    assertThat(count(events, FlvDemuxer.VIDEO_TRACK)).isEqualTo(pictures);
    assertThat(count(events, FlvDemuxer.AUDIO_TRACK)).isEqualTo(sounds);
    List<StreamEvent> whole = new ArrayList<>();
    FlvFiles.read(bytes, Chunks.WHOLE, whole::add);
    assertThat(whole).isEqualTo(events);
  }

  @Test
  void vp6IsRefusedByName() throws Exception {
    var file = Corpus.file("flv/test.flv");
    assumeTrue(file.isPresent(), "no corpus");
    FlvDemuxer demuxer = FlvFiles.read(Corpus.read(file.get()), Chunks.WHOLE, new ContractSink());
    assertThat(demuxer.unsupported()).isEqualTo("FLV video codec 4 is not carried");
    assertThat(demuxer.counters().get(Reason.UNSUPPORTED)).isEqualTo(11);
  }

  private static long count(List<StreamEvent> events, int trackId) {
    return events.stream()
        .filter(event -> event instanceof Frame frame && frame.trackId() == trackId)
        .count();
  }
}
