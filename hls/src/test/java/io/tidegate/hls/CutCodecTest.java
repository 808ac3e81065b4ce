package io.tidegate.hls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.media.Bytes;
import io.tidegate.media.MalformedException;
import io.tidegate.media.MediaTime;
import io.tidegate.media.TrackList;
import io.tidegate.media.testing.SeededFuzz;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CutCodecTest {
  private static final Instant TIME = Instant.parse("2026-11-22T20:00:00.123456789Z");
  private static final MediaTime SECOND = MediaTime.ofSeconds(1);

  static List<Cut> all() {
    TrackSpan span = new TrackSpan(Bytes.of(1, 2), 1, 2, SECOND, MediaTime.ZERO, SECOND);
    PartTarget target = new PartTarget(SECOND, 25, MediaTime.ofMillis(40));
    return List.of(
        new Cut.Base("abc9", 999_999_999, 3),
        new Cut.Tracks(TestFrames.BOTH, "abc9-i4294967295.mp4"),
        new Cut.Tracks(TrackList.EMPTY, ""),
        new Cut.Opened(7, true, false, true, 4, TIME, null),
        new Cut.Opened(0, false, true, false, 0, Instant.EPOCH, target),
        new Cut.Framed(
            9,
            SECOND,
            SECOND,
            true,
            false,
            List.of(new Cut.Stamp(SECOND, MediaTime.ofSeconds(2))),
            List.of()),
        new Cut.Whole(SECOND, true, span, null, Bytes.of(1, 2, 3)),
        new Cut.Whole(SECOND, false, null, null, Bytes.EMPTY),
        new Cut.Missing(MediaTime.ZERO),
        new Cut.Closing(),
        new Cut.Closed(SECOND, true, 3, null),
        new Cut.Closed(
            SECOND,
            false,
            3_600,
            new Cut.Period(7, TIME, SECOND, MediaTime.ZERO, Set.of(TrackKind.AUDIO))),
        new Cut.State(true, false));
  }

  @ParameterizedTest
  @MethodSource("all")
  void comesAsItWasSaid(Cut cut) throws Exception {
    assertThat(CutReader.read(CutWriter.write(cut))).isEqualTo(cut);
  }

  /// The form is for ever, as nodes of two releases talk to each other.
  @Test
  void theFormIsThis() {
    assertThat(CutWriter.write(new Cut.Base("a", 2, 3)).toHex())
        .isEqualTo("00" + "0161" + "0000000000000002" + "0000000000000003");
    assertThat(CutWriter.write(new Cut.Opened(7, true, false, true, 4, TIME, null)).toHex())
        .isEqualTo(
            "02"
                + "0000000000000007"
                + "010001"
                + "0000000000000004"
                + "000000006a235f00".replace("6a235f00", Long.toHexString(TIME.getEpochSecond()))
                + "075bcd15"
                + "00");
    assertThat(CutWriter.write(new Cut.State(false, true)).toHex()).isEqualTo("070001");
    assertThat(CutWriter.write(new Cut.Missing(SECOND)).toHex()).isEqualTo("05000000003b9aca00");
    assertThat(CutWriter.write(new Cut.Closing()).toHex()).isEqualTo("08");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", // nothing
        "09", // an unknown kind
        "00 0161 0000000000000002", // cut off
        "00 0161 ffffffffffffffff 0000000000000003", // a negative number
        "00 0161 000000003b9aca00 0000000000000003", // ten digits
        "00 012f 0000000000000002 0000000000000003", // a name that is a path
        "00 00 0000000000000002 0000000000000003", // no name
        "01 05 2e2e2f2e2e 00", // a name of an init section that is a path
        "05 ffffffffffffffff", // a negative duration
        "05 7fffffffffffffff", // an endless one
        "07 0002", // no flag
        "07 000100", // too long
        "06 000000003b9aca00 00 00000e11 00", // a target duration of more than an hour
        "03 0000000000000001 000000003b9aca00 0000000000000000 00 00 ffffffff", // frames not there
        "04 000000003b9aca00 00 01 00000000 00000001 00000001 0000000000000000 0000000000000000"
            + " 0000000000000000 00 07", // a track past the end
      })
  void refusesWhatIsWrong(String hex) {
    assertThatThrownBy(() -> CutReader.read(Bytes.ofHex(hex)))
        .isInstanceOf(MalformedException.class)
        .message()
        .isNotBlank();
  }

  /// Whatever is read can be written down and read again, and nothing else happens.
  @Test
  void damagedBytesGiveARefusalOrAnotherCut() {
    List<Cut> all = all();
    SeededFuzz.run(
        20_261_122,
        20_000,
        random -> {
          Bytes good = CutWriter.write(all.get(random.nextInt(all.size())));
          try {
            Cut read = CutReader.read(SeededFuzz.mutate(good, random));
            assertThat(CutReader.read(CutWriter.write(read))).isEqualTo(read);
          } catch (MalformedException refused) {
            assertThat(refused.getMessage()).isNotBlank();
          }
        });
  }

  /// Another node may say anything: what is made of it stays bounded, and nothing is thrown.
  @Test
  void cutsInAnyOrderDoNoHarm() {
    List<Cut> all = all();
    SeededFuzz.run(
        5,
        300,
        random -> {
          CutReplay replay = new CutReplay(new Fmp4Writer(), new Packagers(3).packager(), () -> 0);
          for (int i = 0; i < 60; i++) {
            if (random.nextBoolean()) {
              replay.frame(TestFrames.picture(MediaTime.ofSeconds(random.nextInt(3)), true));
            }
            replay.replay(all.get(random.nextInt(all.size())));
          }
          PlaylistSnapshot snapshot = replay.snapshot();
          if (snapshot != null) {
            assertThat(snapshot.text().length()).isPositive();
          }
        });
  }
}
