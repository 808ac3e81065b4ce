package io.tidegate.transcode.ladder;

/// Levels of H.264, ITU-T H.264 table A-1. Pure.
public final class AvcLevel {
  /// `level_idc`, macroblocks a second, macroblocks of a frame, kbit/s of the High profile (§A.3.3:
  /// five quarters of the table's).
  private static final int[][] LEVELS = {
    {10, 1_485, 99, 80},
    {11, 3_000, 396, 240},
    {12, 6_000, 396, 480},
    {13, 11_880, 396, 960},
    {20, 11_880, 396, 2_500},
    {21, 19_800, 792, 5_000},
    {22, 20_250, 1_620, 5_000},
    {30, 40_500, 1_620, 12_500},
    {31, 108_000, 3_600, 17_500},
    {32, 216_000, 5_120, 25_000},
    {40, 245_760, 8_192, 25_000},
    {41, 245_760, 8_192, 62_500},
    {42, 522_240, 8_704, 62_500},
    {50, 589_824, 22_080, 168_750},
    {51, 983_040, 36_864, 300_000},
    {52, 2_073_600, 36_864, 300_000},
    {60, 4_177_920, 139_264, 300_000},
    {61, 8_355_840, 139_264, 600_000},
    {62, 16_711_680, 139_264, 1_000_000}
  };

  private static final long MACROBLOCK = 16;

  private AvcLevel() {}

  /// The least that such pictures need, the highest where none is enough.
  ///
  /// @param width in pixels
  /// @param height in pixels
  /// @param fps pictures a second
  /// @param kbps at most
  /// @return `level_idc`
  public static int of(int width, int height, double fps, int kbps) {
    long across = (width + MACROBLOCK - 1) / MACROBLOCK;
    long down = (height + MACROBLOCK - 1) / MACROBLOCK;
    long frame = across * down;
    for (int[] level : LEVELS) {
      long longest = Math.max(across, down);
      boolean fits = frame <= level[2] && longest * longest <= 8L * level[2];
      if (fits && frame * fps <= level[1] && kbps <= level[3]) {
        return level[0];
      }
    }
    return LEVELS[LEVELS.length - 1][0];
  }
}
