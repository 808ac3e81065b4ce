package io.tidegate.media.ts;

import io.tidegate.media.Bytes;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Reason;
import io.tidegate.media.ReasonCounters;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Follows PAT and PMTs and picks the program to read: the wanted one, or the first whose PMT lists
/// a stream that is carried. It stays until it is gone from the PAT or has no such stream any more.
/// Loop-confined.
final class ProgramTracker {
  /// What comes of it.
  interface ProgramConsumer {
    /// The PIDs that PMTs are expected on.
    void tables(Set<Integer> pids);

    /// The program that is read has these streams from here on.
    void program(ProgramMap map);
  }

  /// A satellite transponder has about thirty.
  private static final int MAX_PROGRAMS = 64;

  /// Titles of streams that are not carried are for people: more are not read.
  private static final int MAX_TITLES = 64;

  private static final int NETWORK_PROGRAM = 0;
  private static final int NONE = -1;
  private static final ProgramMap NO_PROGRAM = new ProgramMap(TsPacketFormat.PID_NULL, List.of());

  private final int wanted;
  private final ProgramConsumer consumer;
  private final ReasonCounters counters;
  private final Set<String> notCarried = new LinkedHashSet<>();
  private Map<Integer, Integer> pmtPids = Map.of();
  private int selected = NONE;
  private Bytes lastPat = Bytes.EMPTY;
  private Bytes lastPmt = Bytes.EMPTY;

  /// @param wanted the only program that may be read, [TsDemuxerOptions#ANY] for the first
  ProgramTracker(int wanted, ProgramConsumer consumer, ReasonCounters counters) {
    this.wanted = wanted;
    this.consumer = consumer;
    this.counters = counters;
  }

  /// A section from PID 0. A PAT of several sections would have over 250 programs: each section
  /// counts as the whole.
  void pat(Bytes section) {
    PsiSection psi = PsiSection.of(section);
    if (psi.tableId() != PsiSection.TABLE_ID_PAT || !psi.current() || psi.body().equals(lastPat)) {
      return;
    }
    lastPat = psi.body();
    Map<Integer, Integer> listed = new LinkedHashMap<>();
    // ISO/IEC 13818-1 §2.4.4.3: program_number, reserved, PID
    for (int at = 0; at + 4 <= lastPat.length(); at += 4) {
      int program = lastPat.u16(at);
      if (program != NETWORK_PROGRAM && listed.size() < MAX_PROGRAMS) {
        listed.put(program, lastPat.u16(at + 2) & 0x1FFF);
      }
    }
    pmtPids = listed;
    consumer.tables(Set.copyOf(listed.values()));
    if (selected != NONE && !listed.containsKey(selected)) {
      deselect();
    }
  }

  /// A section from the PID of a PMT.
  void pmt(int pid, Bytes section) {
    PsiSection psi = PsiSection.of(section);
    int program = psi.extension();
    boolean listed = Integer.valueOf(pid).equals(pmtPids.get(program));
    if (psi.tableId() != PsiSection.TABLE_ID_PMT || !psi.current() || !listed) {
      return;
    }
    boolean unwanted = wanted != TsDemuxerOptions.ANY && wanted != program;
    boolean another = unwanted || (selected != NONE && selected != program);
    boolean known = selected == program && psi.body().equals(lastPmt);
    if (another || known) {
      return;
    }
    try {
      ProgramMap map = ProgramMap.parse(psi.body());
      lastPmt = psi.body();
      decide(program, map);
    } catch (MalformedException damaged) {
      counters.add(damaged.reason());
    }
  }

  /// Streams that were left out, by name and PID.
  List<String> notCarried() {
    return List.copyOf(notCarried);
  }

  private void decide(int program, ProgramMap map) {
    for (ProgramMap.Entry entry : map.entries()) {
      String title = entry.title() + " on PID " + entry.pid();
      if (entry.kind() == null && notCarried.size() < MAX_TITLES && notCarried.add(title)) {
        counters.add(Reason.UNSUPPORTED);
      }
    }
    if (map.first(true) != null || map.first(false) != null) {
      selected = program;
      consumer.program(map);
    } else if (selected == program) {
      deselect();
    }
  }

  private void deselect() {
    selected = NONE;
    lastPmt = Bytes.EMPTY;
    consumer.program(NO_PROGRAM);
  }
}
