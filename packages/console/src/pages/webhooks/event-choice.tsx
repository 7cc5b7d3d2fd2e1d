import { Checkbox } from 'antd';
import { type EventType, eventGroups, useEventTypeText } from '../../messages/event-types.js';
import './webhooks-page.css';

interface EventChoiceProps {
  /** Given by the form. */
  readonly value?: readonly EventType[];
  readonly onChange?: (types: readonly EventType[]) => void;
}

const groups = Object.keys(eventGroups) as (keyof typeof eventGroups)[];

/** The types of events that a receiver gets, by what they are about. */
export function EventChoice({ value = [], onChange }: EventChoiceProps) {
  const text = useEventTypeText();
  const toggle = (type: EventType, isChosen: boolean) =>
    onChange?.(isChosen ? [...value, type] : value.filter((one) => one !== type));
  return (
    <div className="event-choice">
      {groups.map((group) => (
        <fieldset key={group}>
          <legend>{text(`group-${group}`)}</legend>
          {eventGroups[group].map((type: EventType) => (
            <Checkbox key={type} checked={value.includes(type)} onChange={({ target }) => toggle(type, target.checked)}>
              {text(`type-${type}`)}
            </Checkbox>
          ))}
        </fieldset>
      ))}
    </div>
  );
}
