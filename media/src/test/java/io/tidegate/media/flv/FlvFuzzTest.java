package io.tidegate.media.flv;

import io.tidegate.media.Bytes;
import io.tidegate.media.MalformedException;
import io.tidegate.media.MediaTime;
import io.tidegate.media.testing.SeededFuzz;
import io.tidegate.media.testing.SyntheticStreams;
import org.junit.jupiter.api.Test;

class FlvFuzzTest {
  @Test
  void damagedFilesNeverMakeItThrowAnythingElse() {
    SyntheticStreams.Spec spec = SyntheticStreams.Spec.of(SyntheticStreams.tracks());
    Bytes file =
        FlvFiles.write(SyntheticStreams.events(spec, MediaTime.ofMillis(200)), FlvDialect.ENHANCED);
    SeededFuzz.run(
        1L,
        3_000,
        random -> {
          Bytes damaged = SeededFuzz.mutate(file, random);
          try {
            FlvFiles.read(damaged, 1 + random.nextInt(2000), _ -> {});
          } catch (MalformedException expected) {
            // no FLV any more, or a tag over the limit
          }
        });
  }

  @Test
  void randomTagBodiesAreCountedNotThrown() {
    FlvTag.Type[] types = FlvTag.Type.values();
    SeededFuzz.run(
        2L,
        3_000,
        random -> {
          FlvDemuxer demuxer = new FlvDemuxer(_ -> {});
          for (int i = 0; i < 20; i++) {
            Bytes body = SeededFuzz.bytes(random, random.nextInt(60));
            demuxer.accept(new FlvTag(types[random.nextInt(3)], random.nextInt(), body), 0);
          }
          demuxer.end();
        });
  }
}
