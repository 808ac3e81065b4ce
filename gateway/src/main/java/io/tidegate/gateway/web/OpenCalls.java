package io.tidegate.gateway.web;

import io.tidegate.gateway.account.Accounts;
import io.vertx.core.Context;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Calls that are being answered, of which some go on for hours: ends those whose caller has lost
/// his rights. Any thread.
///
/// 1. [#watch], on the call's event loop, when it is let in.
/// 2. [#check] after each change of users and tokens, and twice a second, as rights expire.
public final class OpenCalls {
  /// How often [#check] is to run.
  public static final long EVERY_MS = 500;

  private static final String ANSWERED = OpenCalls.class.getName() + ".answered";

  private final Accounts accounts;
  private final Set<Call> calls = ConcurrentHashMap.newKeySet();

  public OpenCalls(Accounts accounts) {
    this.accounts = accounts;
  }

  /// One that is being answered; each is another one.
  private static final class Call {
    private final Caller caller;
    private final Context loop;
    private final RoutingContext context;

    Call(Caller caller, Context loop, RoutingContext context) {
      this.caller = caller;
      this.loop = loop;
      this.context = context;
    }

    /// On its loop.
    void end() {
      if (context.get(ANSWERED) == null) {
        context.response().reset();
      }
    }
  }

  /// It is answered in any case: what it does may take the rights of whoever makes it. On its event
  /// loop.
  static void answers(RoutingContext context) {
    context.put(ANSWERED, true);
  }

  void watch(RoutingContext context, Caller caller) {
    Call call = new Call(caller, context.vertx().getOrCreateContext(), context);
    calls.add(call);
    context.addEndHandler(_ -> calls.remove(call));
  }

  /// Ends what may not go on; who still watches is not idle.
  public void check() {
    for (Call call : calls) {
      Accounts.LoggedIn login = call.caller.login();
      if (!holds(call.caller)) {
        call.loop.runOnContext(_ -> call.end());
      } else if (login != null) {
        accounts.touchLogin(login.login().id());
      }
    }
  }

  private boolean holds(Caller caller) {
    Accounts.LoggedIn login = caller.login();
    return accounts.holds(caller.principal())
        && (login == null || accounts.holds(login.login().id()));
  }

  int size() {
    return calls.size();
  }
}
