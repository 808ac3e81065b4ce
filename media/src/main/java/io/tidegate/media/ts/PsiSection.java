package io.tidegate.media.ts;

import io.tidegate.media.Bytes;

/// The common head of PAT and PMT sections. ISO/IEC 13818-1 §2.4.4.3 and §2.4.4.8. Immutable.
///
/// @param extension transport_stream_id of a PAT, program_number of a PMT
/// @param current current_next_indicator: false announces a table of the future
/// @param body between the head and the CRC
record PsiSection(int tableId, int extension, int version, boolean current, Bytes body) {
  static final int TABLE_ID_PAT = 0x00;
  static final int TABLE_ID_PMT = 0x02;

  private static final int HEAD_LENGTH = 8;
  private static final int CRC_LENGTH = 4;

  /// @param section of at least 12 bytes, with a CRC that is right
  static PsiSection of(Bytes section) {
    int versionAndCurrent = section.u8(5);
    // section_number and last_section_number are not needed: each section stands for itself
    return new PsiSection(
        section.u8(0),
        section.u16(3),
        versionAndCurrent >> 1 & 0x1F,
        (versionAndCurrent & 1) == 1,
        section.slice(HEAD_LENGTH, section.length() - HEAD_LENGTH - CRC_LENGTH));
  }
}
