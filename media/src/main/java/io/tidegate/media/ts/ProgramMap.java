package io.tidegate.media.ts;

import io.tidegate.media.Bytes;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Nullable;
import io.tidegate.media.Reason;
import java.util.ArrayList;
import java.util.List;

/// What a PMT says. ISO/IEC 13818-1 §2.4.4.8. Immutable.
record ProgramMap(int pcrPid, List<Entry> entries) {
  /// A PMT of 1021 bytes has room for so many.
  private static final int MAX_ENTRIES = 200;

  /// One elementary stream.
  ///
  /// @param kind how it is read; null for a coding that is not carried
  /// @param title what the coding is, for people
  /// @param opusChannels of the Opus descriptor, 0 without
  /// @param languages of its sound, as the stream spells them
  record Entry(
      int pid,
      @Nullable ElementaryKind kind,
      String title,
      int opusChannels,
      List<String> languages) {
    Entry {
      languages = List.copyOf(languages);
    }

    Entry(int pid, @Nullable ElementaryKind kind, String title, int opusChannels) {
      this(pid, kind, title, opusChannels, List.of());
    }

    Entry withLanguages(List<String> others) {
      return new Entry(pid, kind, title, opusChannels, others);
    }

    boolean isSound() {
      return kind != null && !kind.isVideo();
    }
  }

  ProgramMap {
    entries = List.copyOf(entries);
  }

  static ProgramMap parse(Bytes body) throws MalformedException {
    need(body, 0, 4);
    int pcrPid = body.u16(0) & 0x1FFF;
    int at = 4 + (body.u16(2) & 0x0FFF); // program descriptors are not needed
    need(body, 0, at);
    List<Entry> entries = new ArrayList<>();
    while (at < body.length()) {
      need(body, at, 5);
      int streamType = body.u8(at);
      int pid = body.u16(at + 1) & 0x1FFF;
      int descriptorsLength = body.u16(at + 3) & 0x0FFF;
      at += 5;
      need(body, at, descriptorsLength);
      if (entries.size() == MAX_ENTRIES) {
        throw new MalformedException(Reason.LIMIT, at, "too many streams in a PMT");
      }
      Bytes descriptors = body.slice(at, descriptorsLength);
      entries.add(
          StreamIdentification.of(streamType, pid, descriptors)
              .withLanguages(LanguageCodes.of(descriptors)));
      at += descriptorsLength;
    }
    return new ProgramMap(pcrPid, entries);
  }

  /// The first stream of pictures, or of sound, that is carried.
  @Nullable
  Entry first(boolean video) {
    for (Entry entry : entries) {
      if (entry.kind() != null && entry.kind().isVideo() == video) {
        return entry;
      }
    }
    return null;
  }

  /// The sound on `pid`, else the first in `language`, else the first.
  ///
  /// @param language in the terms of ISO 639-2, empty for any
  @Nullable
  Entry audio(int pid, String language) {
    for (Entry entry : entries) {
      if (entry.pid() == pid && entry.isSound()) {
        return entry;
      }
    }
    for (Entry entry : entries) {
      if (entry.isSound()
          && entry.languages().stream().anyMatch(own -> LanguageCodes.same(own, language))) {
        return entry;
      }
    }
    return first(false);
  }

  private static void need(Bytes body, int at, int count) throws MalformedException {
    if (at + count > body.length()) {
      throw new MalformedException(Reason.BAD_LENGTH, at, "a PMT ends too early");
    }
  }
}
