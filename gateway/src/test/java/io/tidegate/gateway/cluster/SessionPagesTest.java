package io.tidegate.gateway.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.cluster.registry.Row;
import io.tidegate.cluster.registry.RowKind;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SessionPagesTest {
  @Test
  void aRowIsWholeAgainAtTheOtherNode() {
    JsonObject session =
        new JsonObject().put("id", "1a").putNull("key").put("state", "idle").put("bytes", 7L);
    Row row = SessionPages.row(RowKind.SESSION, session);
    assertThat(row.id()).isEqualTo("1a");
    assertThat(row.state()).doesNotContain("bytes");
    assertThat(row.figures()).isEqualTo("{\"bytes\":7}");
    assertThat(String.valueOf(SessionPages.json(row)))
        .isEqualTo(new JsonObject(session.encode()).encode());
  }

  @Test
  void eachKindHasItsName() {
    JsonObject row = new JsonObject().put("id", "i").put("key", "k").put("name", "n");
    assertThat(SessionPages.id(RowKind.SESSION, row)).isEqualTo("i");
    assertThat(SessionPages.id(RowKind.LINK, row)).isEqualTo("i");
    assertThat(SessionPages.id(RowKind.STREAM, row)).isEqualTo("k");
    assertThat(SessionPages.id(RowKind.WORKER, row)).isEqualTo("n");
  }

  @Test
  void whatIsNoRowOfThisReleaseIsNone() {
    assertThat(SessionPages.json(new Row("1a", "no JSON", "{}"))).isNull();
    assertThat(SessionPages.json(new Row("1a", "{}", ""))).isNull();
  }

  @Test
  void aloneItKnowsNobodyAndHasItsOwn() {
    SessionPages pages =
        new SessionPages(
            _ -> List.of(new JsonObject().put("id", "1")), (_, _) -> false, (_, _, _, _) -> {});
    assertThat(pages.number()).isZero();
    assertThat(pages.isKnown(1)).isFalse();
    assertThat(pages.here(RowKind.SESSION)).hasSize(1);
    pages.read(
        RowKind.SESSION,
        _ -> true,
        (_, _, _) -> {
          throw new AssertionError("a row of nobody");
        });
    assertThat(pages.stats()).isEmpty();
  }
}
