package io.tidegate.bench.srt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class LimitTest {
  private static Pooled lost(long missing) {
    return new Pooled(List.of(new CellResult(10_000, missing, 11_000, 160, 161, "")));
  }

  @Test
  void countsUpToThreeDeviationsAboveStockAsNoWorse() {
    assertTrue(Limit.STOCK.holds(lost(3), lost(0)));
    assertFalse(Limit.STOCK.holds(lost(4), lost(0)));
  }

  @Test
  void needsTheFigureToo() {
    assertTrue(Limit.residual(0.5).holds(lost(50), lost(100)));
    assertFalse(Limit.residual(0.5).holds(lost(51), lost(100)));
    assertFalse(Limit.residual(0.5).withOverhead(9.9).holds(lost(0), lost(100)));
  }

  @Test
  void comparesWithStockByPointsWhereARowSaysSo() {
    assertTrue(Limit.aboveStock(0.2).holds(lost(120), lost(100)));
    assertFalse(Limit.aboveStock(0.2).holds(lost(121), lost(100)));
  }

  @Test
  void spellsANetworkForTheProgramThatPlaysIt() {
    assertEquals("delay=40.0,loss=0.1", ToolCells.items(LinkCase.random(80, 10)));
    assertEquals(
        "delay=40.0,ge_gms=135.000000,ge_bms=15.000000,ge_lg=0,ge_lb=1",
        ToolCells.items(LinkCase.bursty(80, 10)));
  }

  @Test
  void parsesRowsAndGrids() {
    assertEquals(6, GridOptions.parse("--rows", "1-5,8").cases().size());
    assertEquals(
        4, GridOptions.parse("--rtt", "20,80", "--latency", "4x", "--loss", "10").cases().size());
  }
}
