package io.tidegate.rtsp.rtp;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.Reason;
import io.tidegate.media.codec.AccessUnitAssembler;
import io.tidegate.media.codec.AnnexB;
import java.util.ArrayList;
import java.util.List;

/// Collects the NAL units of one access unit out of packets and tells whether it is whole: what
/// H.264 and H.265 over RTP have in common. RFC 6184 §5.1, RFC 7798 §4.1. Loop-confined.
///
/// 1. [#begin] for every packet;
/// 2. [#whole], or [#startFragment], [#fragment] and [#endFragment], for what is in it, or
///    [#damage];
/// 3. [#finish] with the packet's end.
///
/// An access unit ends with the marker bit, or where the timestamp changes. It is damaged when
/// packets are missing inside it, at its end without a marker seen, or before it when what came
/// first cannot be its start. NAL units are written one behind the other after their lengths, which
/// is the canonical payload already.
final class NalCollector {
  /// Intra pictures of 8K cameras stay under 4 MB.
  static final int MAX_UNIT_BYTES = 8 << 20;

  /// First room for an access unit: a small P picture.
  private static final int FIRST_CAPACITY = 4 << 10;

  private final NalSyntax syntax;
  private final AccessUnitAssembler assembler;
  private final Depacketizer.Output out;

  private ByteWriter content = new ByteWriter(FIRST_CAPACITY);
  private final List<Integer> starts = new ArrayList<>();
  private boolean open;
  private long timestamp;
  private boolean gapBefore;
  private boolean fragmentOpen;
  private boolean picture;
  private boolean damaged;
  private Reason reason = Reason.GAP;

  private boolean closedByMarker;
  private boolean markerSeen;
  private boolean markerLies;

  NalCollector(NalSyntax syntax, AccessUnitAssembler assembler, Depacketizer.Output out) {
    this.syntax = syntax;
    this.assembler = assembler;
    this.out = out;
  }

  void begin(RtpPacket packet, boolean afterGap) {
    boolean another = packet.timestamp() != timestamp;
    if (open && another) {
      if (afterGap) {
        damage(Reason.GAP);
      }
      close();
    }
    if (open && afterGap) {
      damage(Reason.GAP);
    }
    if (!open) {
      gapBefore = afterGap;
      closedByMarker &= !another && !afterGap;
    }
    open = true;
    timestamp = packet.timestamp();
  }

  /// A NAL unit that is whole in its packet.
  void whole(Bytes nal) {
    if (fragmentOpen) {
      damage(Reason.GAP);
      fragmentOpen = false;
    }
    if (nal.isEmpty()) {
      out.count(Reason.BAD_LENGTH);
      return;
    }
    if (!syntax.isSlice(nal) && holdsStartCode(nal)) {
      // Cameras that put a whole Annex B stream into one NAL unit: SPS, PPS and picture in one
      AnnexB.split(Bytes.concat(Bytes.of(0, 0, 1), nal)).forEach(this::add);
    } else {
      add(nal);
    }
  }

  /// The first part of a NAL unit.
  ///
  /// @param header the NAL unit header, which fragments do not carry as it is
  void startFragment(Bytes header, Bytes part) {
    if (fragmentOpen) {
      damage(Reason.GAP);
    }
    int headLength = Math.min(part.length(), 2);
    if (!admit(Bytes.concat(header, part.slice(0, headLength)), header.length() + part.length())) {
      return;
    }
    fragmentOpen = true;
    starts.add(content.size());
    content.u32(0).write(header).write(part);
  }

  /// A later part.
  void fragment(Bytes part) {
    if (!fragmentOpen) {
      damage(Reason.GAP);
    } else if (content.size() + part.length() > MAX_UNIT_BYTES) {
      damage(Reason.LIMIT);
    } else if (!damaged) {
      content.write(part);
    }
  }

  /// The part before was the last.
  void endFragment() {
    if (fragmentOpen && !damaged) {
      int start = starts.getLast();
      content.patchU32(start, content.size() - start - 4L);
    }
    fragmentOpen = false;
  }

  /// The access unit misses something.
  void damage(Reason why) {
    if (!damaged) {
      damaged = true;
      reason = why;
    }
  }

  /// The packet is over.
  ///
  /// @param marker its marker bit
  void finish(boolean marker) {
    if (!marker || markerLies) {
      return;
    }
    if (fragmentOpen) {
      damage(Reason.GAP);
    }
    // Dahua and others mark parameter sets that stand alone: they wait for their picture
    if (picture || damaged) {
      close();
      closedByMarker = true;
      markerSeen = true;
    }
  }

  /// Nothing follows. Where markers told the end of pictures before, one without is not whole.
  void end() {
    if (open && markerSeen && !markerLies) {
      damage(Reason.TRUNCATED);
    }
    close();
  }

  /// Closes the access unit, whether its marker came or not.
  private void close() {
    if (!open) {
      return;
    }
    if (fragmentOpen) {
      damage(Reason.GAP);
    }
    if (damaged) {
      out.damaged(reason);
    } else if (!starts.isEmpty()) {
      emit();
    }
    int size = damaged ? FIRST_CAPACITY : content.size();
    content = new ByteWriter(Math.max(FIRST_CAPACITY, size + size / 4));
    starts.clear();
    open = false;
    gapBefore = false;
    fragmentOpen = false;
    picture = false;
    damaged = false;
    reason = Reason.GAP;
    closedByMarker = false;
  }

  private void emit() {
    Bytes whole = content.toBytes();
    List<Bytes> nals = new ArrayList<>(starts.size());
    for (int start : starts) {
      nals.add(whole.slice(start + 4, whole.s32(start)));
    }
    switch (assembler.accept(nals)) {
      case AccessUnitAssembler.Result.Unit unit -> {
        CodecParams.Video changed = unit.changed();
        if (changed != null) {
          out.params(changed);
        }
        out.frame(timestamp, 0, unit.keyFrame(), unit.payload());
      }
      case AccessUnitAssembler.Result.Nothing nothing -> {
        // counted by the assembler
      }
    }
  }

  private void add(Bytes nal) {
    if (!nal.isEmpty() && admit(nal, nal.length())) {
      starts.add(content.size());
      content.u32(nal.length()).write(nal);
    }
  }

  /// @param head the NAL unit's first bytes
  private boolean admit(Bytes head, int length) {
    if (starts.isEmpty() && !damaged) {
      checkStart(head);
    }
    picture |= syntax.isSlice(head);
    if (content.size() + length + 4 > MAX_UNIT_BYTES || starts.size() >= AnnexB.MAX_NAL_UNITS) {
      damage(Reason.LIMIT);
    }
    return !damaged;
  }

  private void checkStart(Bytes head) {
    if (gapBefore && !syntax.canBeFirst(head)) {
      damage(Reason.GAP);
    } else if (closedByMarker && syntax.isSlice(head) && !syntax.isFirstSlice(head)) {
      // Cameras that mark every slice: from here on only the timestamp tells where pictures end
      markerLies = true;
      damage(Reason.BAD_VALUE);
    }
  }

  /// A NAL unit never holds 00 00 01 (ISO/IEC 14496-10 §7.4.1).
  private static boolean holdsStartCode(Bytes nal) {
    if (nal.length() <= 3) {
      return false;
    }
    for (int at = nal.indexOf(1, 3); at >= 0; at = nal.indexOf(1, at + 1)) {
      if (nal.u8(at - 1) == 0 && nal.u8(at - 2) == 0) {
        return true;
      }
    }
    return false;
  }
}
