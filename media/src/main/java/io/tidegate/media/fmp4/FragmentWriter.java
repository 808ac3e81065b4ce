package io.tidegate.media.fmp4;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Track;
import java.util.ArrayList;
import java.util.List;

/// Writes one movie fragment: `moof` and `mdat`. ISO/IEC 14496-12 §8.8; CMAF §7.3.2.
///
/// Decode times and durations are ticks of the absolute times, so the fragments of a track join
/// without a gap however long it runs.
public final class FragmentWriter {
  // sample_flags, §8.8.3.1
  private static final int SYNC_SAMPLE = 2 << 24; // depends on no other
  private static final int DEPENDENT_SAMPLE = 1 << 24 | 1 << 16; // depends on others, is no sync

  private static final int DEFAULT_BASE_IS_MOOF = 0x20000; // tf_flags
  private static final int DURATION_IS_EMPTY = 0x10000; // tf_flags, §8.8.7.1
  // tr_flags: data offset; each sample's duration, size, flags, composition offset
  private static final int RUN_FLAGS = 0x1 | 0x100 | 0x200 | 0x400 | 0x800;

  private static final int MDAT_HEADER_BYTES = 8;

  private FragmentWriter() {}

  /// @param sequenceNumber of `mfhd`, rises by one from fragment to fragment
  /// @param runs at most one for a track, in the order of their data in `mdat`
  /// @return the fragment in pieces: everything up to the data, then the payload of each frame,
  ///   which is not copied
  public static List<Bytes> write(long sequenceNumber, List<TrackRun> runs) {
    int samples = runs.stream().mapToInt(run -> run.samples().size()).sum();
    BoxWriter boxes = new BoxWriter(16 * samples + 128 * runs.size() + 64);
    List<Integer> dataOffsets = new ArrayList<>(runs.size());
    boxes.box(
        "moof",
        () -> {
          boxes.fullBox("mfhd", 0, 0, () -> boxes.out().u32(sequenceNumber));
          for (TrackRun run : runs) {
            boxes.box("traf", () -> dataOffsets.add(trackFragment(boxes, run)));
          }
        });
    List<Bytes> pieces = new ArrayList<>(1 + samples);
    int mdatStart = boxes.out().size();
    int dataEnd = mdatStart + MDAT_HEADER_BYTES;
    for (int i = 0; i < runs.size(); i++) {
      boxes.out().patchU32(dataOffsets.get(i), dataEnd);
      for (Sample sample : runs.get(i).samples()) {
        Bytes payload = sample.frame().payload();
        dataEnd = Math.addExact(dataEnd, payload.length());
        pieces.add(payload);
      }
    }
    boxes.out().u32(dataEnd - mdatStart);
    boxes.fourCc("mdat");
    pieces.addFirst(boxes.toBytes());
    return pieces;
  }

  /// A fragment that says that a track has no sample here. It still holds a `traf`: the MSE byte
  /// stream format refuses a `moof` without one.
  ///
  /// @param next decoding time of the track's next sample
  public static Bytes writeEmpty(long sequenceNumber, Track track, MediaTime next) {
    BoxWriter boxes = new BoxWriter(80);
    ByteWriter out = boxes.out();
    boxes.box(
        "moof",
        () -> {
          boxes.fullBox("mfhd", 0, 0, () -> out.u32(sequenceNumber));
          boxes.box(
              "traf",
              () -> {
                int flags = DEFAULT_BASE_IS_MOOF | DURATION_IS_EMPTY;
                boxes.fullBox("tfhd", 0, flags, () -> out.u32(track.id()));
                long start = next.toTicks(InitSegment.timescale(track));
                boxes.fullBox("tfdt", 1, 0, () -> out.u64(start));
              });
        });
    boxes.box("mdat", () -> {});
    return boxes.toBytes();
  }

  /// Where the run's data_offset stands, to be patched when the size of `moof` is known.
  private static int trackFragment(BoxWriter boxes, TrackRun run) {
    ByteWriter out = boxes.out();
    int timescale = InitSegment.timescale(run.track());
    boxes.fullBox("tfhd", 0, DEFAULT_BASE_IS_MOOF, () -> out.u32(run.track().id()));
    long start = run.samples().get(0).frame().dts().toTicks(timescale);
    boxes.fullBox("tfdt", 1, 0, () -> out.u64(start));
    int offsetAt = out.size() + 16; // box header, version and flags, sample_count
    boxes.fullBox(
        "trun",
        1,
        RUN_FLAGS,
        () -> {
          out.u32(run.samples().size()).u32(0);
          run.samples().forEach(sample -> sample(out, sample, timescale));
        });
    return offsetAt;
  }

  private static void sample(ByteWriter out, Sample sample, int timescale) {
    Frame frame = sample.frame();
    long dts = frame.dts().toTicks(timescale);
    long duration = Math.max(0, sample.nextDts().toTicks(timescale) - dts);
    out.u32(duration).u32(frame.payload().length());
    out.u32(frame.keyFrame() ? SYNC_SAMPLE : DEPENDENT_SAMPLE);
    out.u32(compositionOffset(frame.pts(), dts, timescale));
  }

  private static long compositionOffset(MediaTime pts, long dts, int timescale) {
    return pts.toTicks(timescale) - dts;
  }
}
