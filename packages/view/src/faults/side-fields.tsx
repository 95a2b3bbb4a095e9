import { useId } from 'react';
import { useText } from '../context/language.tsx';
import { breakItWords } from './break-it-words.ts';
import type { Sides } from './fault-fields.ts';

interface SideFieldsProps {
  readonly members: readonly string[];
  readonly sides: Sides;
  readonly onChange: (sides: Sides) => void;
}

const choices = ['first', 'second', 'neither'] as const;

/** Who is on which side of a partition: a row of radio buttons a member. */
export function SideFields({ members, sides, onChange }: SideFieldsProps) {
  const words = useText(breakItWords);
  const group = useId();
  const put = (member: string, choice: (typeof choices)[number]) => {
    const { [member]: _before, ...others } = sides;
    onChange(choice === 'neither' ? others : { ...others, [member]: choice });
  };
  return (
    <fieldset className="side-fields">
      <legend>{words.sides}</legend>
      <table>
        <thead>
          <tr>
            <th scope="col">{words.member}</th>
            {choices.map((choice) => (
              <th key={choice} scope="col">
                {words.side[choice]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {members.map((member) => (
            <tr key={member}>
              <th scope="row">{member}</th>
              {choices.map((choice) => (
                <td key={choice}>
                  <label className="side-field">
                    <input
                      type="radio"
                      name={`${group} ${member}`}
                      checked={(Object.hasOwn(sides, member) ? sides[member] : 'neither') === choice}
                      onChange={() => put(member, choice)}
                    />
                    <span className="visually-hidden">
                      {member}: {words.side[choice]}
                    </span>
                  </label>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </fieldset>
  );
}
