import { type UseMutationResult, useMutation, useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { useProblemText } from './use-problem-text.js';

interface ActionOptions<Result, Input> {
  /** Sends the request. */
  readonly run: (input: Input) => Promise<Result>;
  /** What is said when it worked. */
  readonly done?: (result: Result) => string;
  /** Beginnings of the query keys that are read again. */
  readonly changes: readonly (readonly unknown[])[];
  readonly onDone?: (result: Result) => void;
}

/**
 * A change by the member: says that it worked or why it did not, and reads again what it changed.
 *
 * @example
 * const check = useAction({ run: () => hub.authorizations.check(ids), done: () => text('checked'), changes: [['authorization']] });
 * <Button loading={check.isPending} onClick={() => check.mutate()} />
 */
export function useAction<Result, Input = void>({
  run,
  done,
  changes,
  onDone,
}: ActionOptions<Result, Input>): UseMutationResult<Result, Error, Input> {
  const queryClient = useQueryClient();
  const { message } = App.useApp();
  const problemText = useProblemText();
  return useMutation<Result, Error, Input>({
    mutationFn: run,
    // What was sent and what came can be secrets: they are gone with what asked for them.
    gcTime: 0,
    async onSuccess(result) {
      if (done !== undefined) void message.success(done(result));
      onDone?.(result);
      await Promise.all(changes.map((queryKey) => queryClient.invalidateQueries({ queryKey })));
    },
    onError: (error) => void message.error(problemText(error)),
  });
}
