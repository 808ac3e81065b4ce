package io.tidegate.media.ts;

/// Who takes the payloads of one PID. Loop-confined.
sealed interface TsReceiver {
  ContinuityCheck continuity();

  /// Something is missing before the next payload.
  void gap();

  /// The payload of one packet: `count` bytes, valid during the call only.
  void accept(
      byte[] packet, int offset, int count, boolean unitStart, boolean stuffed, Arrival arrival);

  /// PSI.
  record Tables(ContinuityCheck continuity, SectionAssembler sections) implements TsReceiver {
    Tables(SectionAssembler sections) {
      this(new ContinuityCheck(), sections);
    }

    @Override
    public void gap() {
      sections.gap();
    }

    @Override
    public void accept(
        byte[] packet, int offset, int count, boolean unitStart, boolean stuffed, Arrival arrival) {
      sections.accept(packet, offset, count, unitStart);
    }
  }

  /// An elementary stream.
  record Elementary(ContinuityCheck continuity, ElementaryStream stream) implements TsReceiver {
    Elementary(ElementaryStream stream) {
      this(new ContinuityCheck(), stream);
    }

    @Override
    public void gap() {
      stream.gap();
    }

    @Override
    public void accept(
        byte[] packet, int offset, int count, boolean unitStart, boolean stuffed, Arrival arrival) {
      stream.assembler().accept(packet, offset, count, unitStart, stuffed, arrival);
    }
  }
}
