// What a draft changes, definition by definition, against what is in effect.

import { Fault, Loading, Panel } from "kit/components/text";
import { DifferenceTable } from "mes/definitions/difference_table";
import { useAllKnown } from "mes/definitions/use_definitions";
import { type Changed, definitionAddress, shownOf } from "mes/state/known_definitions";

export function Compared({ changed }: { changed: readonly Changed[] }) {
  const { all, error } = useAllKnown();
  if (changed.length === 0) return null;
  if (!all) return error ? <Fault>{error}</Fault> : <Loading what="Loading what is in effect" />;
  const several = changed.length > 1;
  return (
    <>
      {changed.map(({ shape, id, item }, at) => {
        const current = shownOf(all.get(shape.section) ?? [], id)?.shown;
        const what = current ? "What it changes" : "What it brings";
        return (
          <Panel
            key={at}
            flush
            title={several ? `${shape.title}, ${id}` : what}
            end={
              several && (
                <span class="mw-muted">
                  {current ? <a href={definitionAddress(shape.section, id)}>In effect</a> : `A new ${shape.one}`}
                </span>
              )
            }
          >
            <DifferenceTable before={current?.item} after={item} />
          </Panel>
        );
      })}
    </>
  );
}
